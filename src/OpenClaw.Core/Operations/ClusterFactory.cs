using OpenClaw.Azure;
using OpenClaw.Operations.NodePools;

namespace OpenClaw.Operations;

/// <summary>Makes the object users see from what Azure sends.</summary>
internal static class ClusterFactory
{
    /// <summary>The cluster as users see it.</summary>
    /// <param name="connection">The connection it came by; the object keeps its tokens to fetch credentials later.</param>
    /// <param name="cluster">What Azure sent.</param>
    public static OpenClawCluster Create(AzureConnection connection, ManagedCluster cluster)
    {
        var id = new ClusterId(cluster.Id!);
        var pool = ClusterPools.Main(cluster);
        var azure = connection.For(id.SubscriptionId).Detached();
        var access = new ClusterAccess(azure, id);
        return new OpenClawCluster
        {
            Name = ClusterTags.NameIn(cluster.Tags) ?? id.Name,
            ClusterName = id.Name,
            ResourceGroup = id.ResourceGroup,
            Location = cluster.Location,
            ProvisioningState = cluster.Properties.ProvisioningState,
            PowerState = cluster.Properties.PowerState?.Code,
            KubernetesVersion = cluster.Properties.CurrentKubernetesVersion ?? cluster.Properties.KubernetesVersion,
            NodeSize = pool?.VmSize,
            NodeCount = pool?.Count,
            MinCount = pool?.EnableAutoScaling == true ? pool.MinCount : null,
            MaxCount = pool?.EnableAutoScaling == true ? pool.MaxCount : null,
            SubscriptionId = id.SubscriptionId,
            ResourceId = cluster.Id,
            IsOurs = ClusterTags.AreOurs(cluster.Tags),
            Ready = IsReady(cluster),
            Azure = azure,
            ConnectAsync = cluster.Properties.PowerState?.Code == "Stopped" ? access.ConnectIfStartedAsync : access.ConnectAsync,
        };
    }

    /// <summary>Whether the cluster can be used now: a stopped one is Succeeded too.</summary>
    public static bool IsReady(ManagedCluster cluster) =>
        cluster.Properties is { ProvisioningState: "Succeeded", PowerState: null or { Code: null or "Running" } };
}
