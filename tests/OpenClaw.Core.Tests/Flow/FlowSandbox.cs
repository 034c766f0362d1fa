using System.Text.Json.Nodes;
using OpenClaw.Core.Tests.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Models;
using OpenClaw.Operations;
using OpenClaw.Sandbox;

namespace OpenClaw.Tests.Flow;

/// <summary>A sandbox as users start it, with one cluster that has room for several instances.</summary>
public sealed class FlowSandbox : IAsyncLifetime
{
    private readonly HttpClient _admin = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true });

    public OpenClawSandbox Sandbox { get; private set; } = null!;

    public OpenClawCluster Cluster { get; private set; } = null!;

    /// <summary>The sandbox's own offline model.</summary>
    public OpenClawModelConfig Config { get; private set; } = null!;

    /// <summary>Takes the messages of every operation of the class.</summary>
    internal RecordedContext Recorded { get; } = new();

    internal OperationContext Context => Recorded.Context;

    private static NewClusterOptions NewCluster => new() { Name = "flow", NodeSize = "Standard_D8s_v5" };

    public async ValueTask InitializeAsync()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "sandbox", "OpenClaw.Sandbox.dll");
        Sandbox = await OpenClawSandbox.StartAsync(assembly, Context, CancellationToken.None);
        Config = await ModelConfigReader.ReadAsync(Sandbox.ModelConfig, Context, CancellationToken.None);
        Cluster = await MakeClusterAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        if (Sandbox is not null)
            await Sandbox.DisposeAsync();
    }

    public async Task<OpenClawCluster> MakeClusterAsync(CancellationToken cancellationToken) =>
        (await NewClusterOperation.RunAsync(NewCluster, Sandbox.SignIn, Context, cancellationToken))!;

    public Task<OpenClawInstance> InstallAsync(
        InstallOptions options, CancellationToken cancellationToken, OpenClawModelConfig? config = null, OperationContext? context = null) =>
        InstallOperation.RunAsync(Cluster, options, config ?? Config, context ?? Context, cancellationToken);

    /// <summary>A client of the test's own, whose requests are no part of what is tested.</summary>
    internal async Task<IKubernetesClient> ConnectAsync(CancellationToken cancellationToken) =>
        new KubernetesClient(await Cluster.ConnectAsync(cancellationToken));

    /// <summary>Has the sandbox forget the requests so far.</summary>
    public async Task ForgetRequestsAsync(CancellationToken cancellationToken) =>
        (await _admin.DeleteAsync(new Uri(Sandbox.AdminEndpoint, "requests"), cancellationToken)).EnsureSuccessStatusCode();

    /// <summary>Has the sandbox play faults, in place of those it plays.</summary>
    /// <param name="script">The faults as JSON; an empty array for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task PlayAsync(string script, CancellationToken cancellationToken) =>
        (await _admin.PutAsync(new Uri(Sandbox.AdminEndpoint, "faults"), new StringContent(script), cancellationToken)).EnsureSuccessStatusCode();

    /// <summary>What the sandbox itself says was asked of it.</summary>
    public async Task<JsonNode> RequestsAsync(CancellationToken cancellationToken) =>
        JsonNode.Parse(await _admin.GetStringAsync(new Uri(Sandbox.AdminEndpoint, "requests"), cancellationToken))!;
}
