using System.Collections.Concurrent;
using System.Globalization;
using OpenClaw.Sandbox.Faults;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>The clusters of one sandbox.</summary>
internal sealed class ClusterHost(
    string folder, CertificateAuthority authority, string? certificateAuthorityPath, SandboxHostOptions options, FaultPlayer faults) : IClusterHost, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SandboxCluster> clusters = new(StringComparer.OrdinalIgnoreCase);
    private int made;

    /// <summary>All clusters, stopped ones too.</summary>
    public IReadOnlyCollection<SandboxCluster> Clusters => [.. clusters.Values];

    /// <summary>The cluster of an id, or null.</summary>
    public SandboxCluster? Find(string clusterId) => clusters.GetValueOrDefault(clusterId);

    public async Task<ClusterCredentials> StartAsync(
        string clusterId, string clusterName, string kubernetesVersion, IReadOnlyList<NodePoolOptions> pools, CancellationToken cancellationToken)
    {
        var cluster = clusters.GetOrAdd(clusterId, _ => new SandboxCluster(
            clusterName,
            new ClusterRuntimeOptions(
                Path.Combine(folder, "cluster-" + Interlocked.Increment(ref made).ToString(CultureInfo.InvariantCulture)),
                "v" + kubernetesVersion.TrimStart('v'),
                pools,
                certificateAuthorityPath,
                options.NewKubelet,
                faults.Pods),
            authority,
            options.Hooks.For(SandboxServer.Kubernetes, faults)));
        var credentials = await cluster.StartAsync(cancellationToken);
        await cluster.ChangeNodesAsync(pools, "v" + kubernetesVersion.TrimStart('v'), cancellationToken);
        return credentials;
    }

    public Task StopAsync(string clusterId) =>
        clusters.TryGetValue(clusterId, out var cluster) ? cluster.StopAsync() : Task.CompletedTask;

    public Task<ClusterCredentials> ResumeAsync(string clusterId, CancellationToken cancellationToken) =>
        clusters.TryGetValue(clusterId, out var cluster)
            ? cluster.StartAsync(cancellationToken)
            : throw new KeyNotFoundException($"There is no cluster {clusterId}.");

    public async Task DeleteAsync(string clusterId)
    {
        if (clusters.TryRemove(clusterId, out var cluster))
            await cluster.DisposeAsync();
    }

    public ClusterCredentials? Get(string clusterId) => clusters.TryGetValue(clusterId, out var cluster) ? cluster.Credentials : null;

    public async ValueTask DisposeAsync()
    {
        foreach (var id in clusters.Keys)
            await DeleteAsync(id);
    }
}
