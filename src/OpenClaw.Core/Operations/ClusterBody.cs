using OpenClaw.Azure;
using OpenClaw.Operations.NodePools;

namespace OpenClaw.Operations;

/// <summary>What we ask Azure for: a pure function of the plan.</summary>
internal static class ClusterBody
{
    /// <summary>The managed cluster of a plan. Why each setting is what it is: docs/azure.md.</summary>
    public static ManagedCluster Of(ClusterPlan plan) => new()
    {
        Location = plan.Location,
        Tags = ClusterTags.ForNew(plan.Options),
        Sku = new ManagedClusterSku("Base", plan.Options.Tier),
        Identity = new ManagedClusterIdentity("SystemAssigned"),
        Properties = new ManagedClusterProperties
        {
            DnsPrefix = plan.DnsPrefix,
            KubernetesVersion = plan.Options.KubernetesVersion,
            EnableRbac = true,
            AgentPoolProfiles =
            [
                new AgentPoolProfile
                {
                    Name = ClusterPools.FirstPool,
                    Mode = "System",
                    Type = "VirtualMachineScaleSets",
                    Count = plan.Options.NodeCount,
                    VmSize = plan.Options.NodeSize,
                    OsType = "Linux",
                    // With 250 a node of 8 GiB keeps 0.9 GiB more for the system.
                    MaxPods = 50,
                },
            ],
            NetworkProfile = new NetworkProfile
            {
                NetworkPlugin = "azure",
                NetworkPluginMode = "overlay",
                // Without a policy engine AKS ignores NetworkPolicy objects.
                NetworkDataplane = "cilium",
                NetworkPolicy = "cilium",
                PodCidr = "10.244.0.0/16",
                ServiceCidr = "10.0.0.0/16",
                DnsServiceIp = "10.0.0.10",
                LoadBalancerSku = "standard",
                OutboundType = "loadBalancer",
            },
            OidcIssuerProfile = new FeatureSwitch(true),
            SecurityProfile = new SecurityProfile(new FeatureSwitch(true)),
            AutoUpgradeProfile = new AutoUpgradeProfile("patch", "NodeImage"),
        },
    };
}
