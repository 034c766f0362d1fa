using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Tests.Arm;

/// <summary>Remembers which clusters it was asked for; runs none.</summary>
internal sealed class FakeClusterHost : IClusterHost
{
    private readonly Dictionary<string, (string State, ClusterCredentials Credentials)> _clusters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The calls, in order, for example <c>start demo-aks 1.34.2 1 Standard_D2s_v5</c>.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>When set, starting a cluster waits for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<ClusterCredentials> StartAsync(
        string clusterId, string clusterName, string kubernetesVersion, IReadOnlyList<NodePoolOptions> pools, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        lock (_clusters)
        {
            Calls.Add($"start {clusterName} {kubernetesVersion} {string.Join(' ', pools.Select(static pool => $"{pool.Count} {pool.Size}"))}");
            if (!_clusters.TryGetValue(clusterId, out var cluster))
            {
                cluster = ("Running", new(new Uri("https://127.0.0.1:6443"), "CA PEM", "CERT PEM", "KEY PEM", "cluster-token"));
                _clusters.Add(clusterId, cluster);
            }

            return cluster.Credentials;
        }
    }

    public Task StopAsync(string clusterId) => SetAsync(clusterId, "stop", "Stopped");

    public async Task<ClusterCredentials> ResumeAsync(string clusterId, CancellationToken cancellationToken)
    {
        await SetAsync(clusterId, "resume", "Running");
        return Get(clusterId)!;
    }

    public Task DeleteAsync(string clusterId)
    {
        lock (_clusters)
        {
            Calls.Add("delete");
            _clusters.Remove(clusterId);
        }

        return Task.CompletedTask;
    }

    public ClusterCredentials? Get(string clusterId)
    {
        lock (_clusters)
            return _clusters.TryGetValue(clusterId, out var cluster) ? cluster.Credentials : null;
    }

    private Task SetAsync(string clusterId, string call, string state)
    {
        lock (_clusters)
        {
            Calls.Add(call);
            _clusters[clusterId] = (state, _clusters[clusterId].Credentials);
        }

        return Task.CompletedTask;
    }
}
