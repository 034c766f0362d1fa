using OpenClaw.Contract.Clusters;

[assembly: AssemblyFixture(typeof(RealContractCluster))]
[assembly: AssemblyFixture(typeof(SandboxContractCluster))]

namespace OpenClaw.Contract.Cases;

// The cases are written once; here they meet the clusters.
[Trait("Cluster", "Sandbox")] public sealed class SandboxServerSideApply(SandboxContractCluster cluster) : ServerSideApplyCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxValidation(SandboxContractCluster cluster) : ValidationCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxConcurrency(SandboxContractCluster cluster) : ConcurrencyCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxList(SandboxContractCluster cluster) : ListCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxWatch(SandboxContractCluster cluster) : WatchCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxDeletion(SandboxContractCluster cluster) : DeletionCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxSecret(SandboxContractCluster cluster) : SecretCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxDiscovery(SandboxContractCluster cluster) : DiscoveryCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxAccess(SandboxContractCluster cluster) : AccessCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxLog(SandboxContractCluster cluster) : LogCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxExec(SandboxContractCluster cluster) : ExecCases(cluster);
[Trait("Cluster", "Sandbox")] public sealed class SandboxPortForward(SandboxContractCluster cluster) : PortForwardCases(cluster);

[Trait("Cluster", "Real")] public sealed class RealServerSideApply(RealContractCluster cluster) : ServerSideApplyCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealValidation(RealContractCluster cluster) : ValidationCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealConcurrency(RealContractCluster cluster) : ConcurrencyCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealList(RealContractCluster cluster) : ListCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealWatch(RealContractCluster cluster) : WatchCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealDeletion(RealContractCluster cluster) : DeletionCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealSecret(RealContractCluster cluster) : SecretCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealDiscovery(RealContractCluster cluster) : DiscoveryCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealAccess(RealContractCluster cluster) : AccessCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealLog(RealContractCluster cluster) : LogCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealExec(RealContractCluster cluster) : ExecCases(cluster);
[Trait("Cluster", "Real")] public sealed class RealPortForward(RealContractCluster cluster) : PortForwardCases(cluster);
