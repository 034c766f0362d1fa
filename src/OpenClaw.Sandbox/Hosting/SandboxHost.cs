using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Arm;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Models;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>A whole sandbox: Azure Resource Manager, the offline Azure OpenAI resource and the admin endpoint on one port, and the clusters.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private const string Deployment = "gpt-5.2";
    private readonly SandboxHome home;
    private readonly CertificateAuthority authority = new();
    private readonly ClusterHost clusters;
    private readonly ResourceManager manager;
    private readonly ConcurrentQueue<RequestLogEntry> requests = new();
    private readonly string accessToken = NewSecret();
    private readonly FaultPlayer faults = new();
    private WebApplication? app;

    private SandboxHost(SandboxHome home, SandboxHostOptions options)
    {
        this.home = home;
        CertificateAuthorityPath = home.WriteFile("ca.pem", authority.Pem);
        clusters = new ClusterHost(home.FullPath, authority, CertificateAuthorityPath, options, faults);
        var caller = new Caller("sandbox-user", Guid.NewGuid().ToString(), DateTimeOffset.UtcNow.AddDays(30));
        manager = new ResourceManager(
            new ResourceManagerOptions
            {
                SubscriptionId = SubscriptionId,
                TenantId = TenantId,
                AuthenticateToken = given => JsonResponse.IsSameSecret(given, accessToken) ? caller : null,
                ProvisioningTime = options.ProvisioningTime,
                BeforeRequest = options.Hooks.For(SandboxServer.ResourceManager, faults),
                Log = requests.Enqueue,
            },
            clusters);
        faults.Manager = manager;
        faults.Play(options.Faults);
    }

    public string SubscriptionId { get; } = Guid.NewGuid().ToString();

    public string TenantId { get; } = Guid.NewGuid().ToString();

    public string CertificateAuthorityPath { get; }

    /// <summary>Path of the azure-openai.json of the offline resource.</summary>
    public string ModelConfigPath { get; private set; } = "";

    /// <summary>Azure Resource Manager; the other endpoints are below it.</summary>
    public Uri Endpoint { get; private set; } = new("https://127.0.0.1");

    public IClusterHost Clusters => clusters;

    /// <summary>Azure Resource Manager's state.</summary>
    public ResourceManager Manager => manager;

    /// <summary>Plays the fault script; another may be put in at any time.</summary>
    public FaultPlayer Faults => faults;

    /// <summary>All clusters of the sandbox.</summary>
    public IReadOnlyCollection<SandboxCluster> RunningClusters => clusters.Clusters;

    /// <summary>Logs, exec and connections of a running cluster's pods; null when it does not run.</summary>
    public IPodRuntime? PodRuntimeOf(string clusterId) => clusters.Find(clusterId)?.PodRuntime;

    /// <summary>Starts a sandbox; when the task ends, it answers.</summary>
    /// <param name="options">How it starts out.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    public static async Task<SandboxHost> StartAsync(SandboxHostOptions options, CancellationToken cancellationToken)
    {
        var host = new SandboxHost(new SandboxHome(options.HomePath), options);
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a program that started the sandbox must know, with the access token.</summary>
    public JsonObject Describe() => new()
    {
        ["processId"] = Environment.ProcessId,
        ["resourceManagerEndpoint"] = Endpoint.GetLeftPart(UriPartial.Authority) + "/",
        ["adminEndpoint"] = Endpoint.GetLeftPart(UriPartial.Authority) + "/sandbox/",
        ["certificateAuthority"] = CertificateAuthorityPath,
        ["subscriptionId"] = SubscriptionId,
        ["tenantId"] = TenantId,
        ["accessToken"] = accessToken,
        ["modelConfig"] = ModelConfigPath,
        ["home"] = home.FullPath,
    };

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        await manager.DisposeAsync();
        await clusters.DisposeAsync();
        authority.Dispose();
        home.Dispose();
    }

    private static string NewSecret() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32)).ToLowerInvariant();

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var key = NewSecret();
        app = await LoopbackServer.StartAsync(
            server =>
            {
                new AzureOpenAIEndpoint(key, Deployment).Map(server);
                new AdminEndpoint(requests, clusters, faults).Map(server);
                server.MapResourceManager(manager);
            },
            authority.NewServerCertificate(),
            cancellationToken: cancellationToken);
        Endpoint = LoopbackServer.AddressOf(app);
        ModelConfigPath = home.WriteFile("azure-openai.json", ModelConfigFile.Content(Endpoint, Deployment, key));
    }
}
