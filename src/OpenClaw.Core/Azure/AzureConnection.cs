using Azure.Core;
using Azure.ResourceManager;
using OpenClaw.Operations;

namespace OpenClaw.Azure;

/// <summary>A signed-in client for one subscription.</summary>
internal sealed class AzureConnection
{
    private readonly AzureSignInOptions _options;
    private readonly AzureCloud _cloud;
    private readonly OperationContext _context;

    private AzureConnection(AzureSignInOptions options, AzureCloud cloud, SignInCredential credential, OperationContext context)
    {
        _options = options;
        _cloud = cloud;
        _context = context;
        Credential = credential;
        var clientOptions = new ArmClientOptions { Environment = cloud.Environment, RetryPolicy = new WaitingRetryPolicy(context) };
        ArmApiVersions.Set(clientOptions);
        clientOptions.AddPolicy(new RequestLogPolicy(context), HttpPipelinePosition.PerRetry);
        clientOptions.Diagnostics.IsLoggingEnabled = false;
        clientOptions.Diagnostics.ApplicationId = "OpenClaw.PowerShell";
        if (options.CertificateAuthorityPath is { } pem)
        {
            clientOptions.Transport = PrivateAuthorityTransport.Create(pem, cloud.Environment.Endpoint);
        }

        Client = new ArmClient(credential, defaultSubscriptionId: null, clientOptions);
        Requests = new ArmRequests(Client, ResourceIdentifier.Root);
    }

    /// <summary>Azure.ResourceManager's client.</summary>
    public ArmClient Client { get; }

    /// <summary>Requests the client has no method for.</summary>
    public ArmRequests Requests { get; }

    /// <summary>Who we are.</summary>
    public SignInCredential Credential { get; }

    /// <summary>The subscription everything happens in.</summary>
    public string SubscriptionId { get; private set; } = "";

    /// <summary>Whether this is a sandbox and no Azure.</summary>
    public bool IsSandbox => _options.ResourceManagerEndpoint is not null;

    /// <summary>The managed clusters of the subscription.</summary>
    public IManagedClusters ManagedClusters => new ManagedClusters(Requests, SubscriptionId);

    /// <summary>The node pools of the subscription's managed clusters.</summary>
    public IAgentPools AgentPools => new AgentPools(Requests, SubscriptionId);

    /// <summary>The resource groups of the subscription.</summary>
    public ResourceGroups ResourceGroups => new(this);

    /// <summary>What the subscription may do where.</summary>
    public SubscriptionFacts Facts => new(this);

    /// <summary>Signs in and finds the subscription.</summary>
    /// <param name="options">Which Azure, as whom.</param>
    /// <param name="context">Takes debug lines.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">The options are wrong, nobody could be signed in, or the subscription is not to be found.</exception>
    public static Task<AzureConnection> OpenAsync(
        AzureSignInOptions options, OperationContext context, CancellationToken cancellationToken) =>
        OpenAsync(options, new SignInCredential(SignInSources.For(options, AzureCloud.Of(options))), context, cancellationToken);

    /// <summary>Signs in with a credential and finds the subscription.</summary>
    /// <inheritdoc cref="OpenAsync(AzureSignInOptions, OperationContext, CancellationToken)"/>
    public static async Task<AzureConnection> OpenAsync(
        AzureSignInOptions options, SignInCredential credential, OperationContext context, CancellationToken cancellationToken)
    {
        var cloud = AzureCloud.Of(options);
        var connection = new AzureConnection(options, cloud, credential, context);
        await credential.GetTokenAsync(new TokenRequestContext([cloud.Environment.DefaultScope]), cancellationToken).ConfigureAwait(false);
        connection.SubscriptionId = await SubscriptionChoice.FindAsync(connection, options.Subscription, cancellationToken)
            .ConfigureAwait(false);
        return connection;
    }

    /// <summary>The same connection with the same tokens for somebody who outlives the operation and has nowhere to write to.</summary>
    public AzureConnection Detached() =>
        new(_options, _cloud, Credential, OperationContext.Silent) { SubscriptionId = SubscriptionId };

    /// <summary>The same connection with the same tokens for an operation that has somewhere to write to.</summary>
    public AzureConnection With(OperationContext context) => new(_options, _cloud, Credential, context) { SubscriptionId = SubscriptionId };

    /// <summary>The same connection looking at another subscription.</summary>
    public AzureConnection For(string subscriptionId) =>
        new(_options, _cloud, Credential, _context) { SubscriptionId = subscriptionId };
}
