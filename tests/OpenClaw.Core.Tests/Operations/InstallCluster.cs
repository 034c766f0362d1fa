using OpenClaw.Kubernetes;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Operations;

/// <summary>The cluster that OPENCLAW_TEST_KUBECONFIG names.</summary>
public sealed class InstallCluster : IAsyncLifetime
{
    private KubernetesConnection? _connection;

    public OpenClawCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("OPENCLAW_TEST_KUBECONFIG");
        if (path is null)
            return;
        Cluster = KubeConfigClusters.Get(path, null, OperationContext.Silent);
        _connection = await Cluster.ConnectAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal IKubernetesClient Connect()
    {
        Assert.SkipWhen(_connection is null, "OPENCLAW_TEST_KUBECONFIG is not set.");
        return new KubernetesClient(_connection);
    }
}
