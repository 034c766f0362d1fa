using System.Text.Json.Nodes;
using OpenClaw.Azure;

namespace OpenClaw.Operations.NodePools;

/// <summary>Where our nodes are to go, and what is there of that already.</summary>
/// <param name="Cluster">The cluster as it is.</param>
/// <param name="Size">The VM size to move to.</param>
/// <param name="Old">Our pools of other sizes.</param>
/// <param name="New">Our pool of that size, if an earlier run has made it.</param>
internal sealed record PoolMovePlan(ManagedCluster Cluster, string Size, IReadOnlyList<AgentPoolProfile> Old, AgentPoolProfile? New)
{
    /// <summary>The pool whose likeness the new one is.</summary>
    public AgentPoolProfile Model => Old[0];

    /// <summary>The new pool's name, also before it is there.</summary>
    public string NewName { get; } = New?.Name ?? ClusterPools.NameOf(Size, (Cluster.Properties.AgentPoolProfiles ?? []).Select(static p => p.Name));

    /// <summary>The nodes of the old pools, once they were read.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JsonObject>> OldNodes { get; init; } = new Dictionary<string, IReadOnlyList<JsonObject>>();

    /// <summary>The pods that must go from the old pools' nodes, once they were read.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JsonObject>> OldPods { get; init; } = new Dictionary<string, IReadOnlyList<JsonObject>>();

    /// <summary>Looks what there is.</summary>
    /// <returns>The plan; null when all our nodes have that size.</returns>
    public static PoolMovePlan? Of(ManagedCluster cluster, string size)
    {
        var ours = ClusterPools.Ours(cluster);
        var old = ours.Where(p => !ClusterPools.SameSize(p.VmSize, size)).ToList();
        return old.Count == 0 ? null : new(cluster, size, old, ours.FirstOrDefault(p => ClusterPools.SameSize(p.VmSize, size)));
    }
}
