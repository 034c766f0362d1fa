using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Arm;

/// <summary>
/// What AKS does to one pool. The cluster's own state does not change meanwhile, but nothing else can be done to it.
/// Callers hold <see cref="ResourceManager.Sync"/>.
/// </summary>
internal static class AgentPoolWork
{
    /// <summary>Makes or changes a pool, or takes up what failed.</summary>
    public static void Provision(ResourceManager manager, ManagedCluster cluster, JsonObject pool, string state)
    {
        var failure = manager.ProvisioningFailure;
        Start(manager, cluster, pool, state, token => ManagedClusterWork.ProvisionAsync(manager, cluster, failure, token), static () => { });
    }

    /// <summary>Deletes a pool with its nodes and the pods on them.</summary>
    public static void Delete(ResourceManager manager, ManagedCluster cluster, JsonObject pool) => Start(manager, cluster, pool, "Deleting", async token =>
    {
        await ManagedClusterWork.DelayAsync(manager, token);
        List<NodePoolOptions> left;
        lock (manager.Sync)
            left = [.. cluster.NodePools.Where(other => other.Name != (string?)pool["name"])];
        await manager.ClusterHost.StartAsync(cluster.HostId, cluster.Name, cluster.Version, left, token);
    }, () => cluster.Pools.Remove(pool));

    private static void Start(
        ResourceManager manager, ManagedCluster cluster, JsonObject pool, string state, Func<CancellationToken, Task> work, Action succeeded)
    {
        cluster.SetPoolState(pool, state);
        cluster.Operation = manager.StartOperation(cluster.Location, work, error =>
        {
            cluster.SetPoolState(pool, error is null ? "Succeeded" : "Failed", error);
            if (error is null)
                succeeded();
        });
    }
}
