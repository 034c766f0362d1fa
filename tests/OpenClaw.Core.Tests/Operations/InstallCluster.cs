using OpenClaw.Kubernetes;
using OpenClaw.Operations;
using OpenClaw.Testing;

namespace OpenClaw.Tests.Operations;

/// <summary>The cluster that OPENCLAW_TEST_KUBECONFIG names.</summary>
public sealed class InstallCluster : IAsyncLifetime
{
    private KubernetesConnection? _connection;

    public OpenClawCluster Cluster { get; private set; } = null!;

    /// <summary>Path of a kubeconfig file for it.</summary>
    public string? KubeConfig { get; private set; }

    public async ValueTask InitializeAsync()
    {
        KubeConfig = RealCluster.Find()?.KubeConfigPath;
        if (KubeConfig is null)
            return;
        Cluster = KubeConfigClusters.Get(KubeConfig, null, OperationContext.Silent);
        _connection = await Cluster.ConnectAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal IKubernetesClient Connect()
    {
        Assert.SkipWhen(_connection is null, "OPENCLAW_TEST_KUBECONFIG is not set.");
        return new KubernetesClient(_connection);
    }
}
