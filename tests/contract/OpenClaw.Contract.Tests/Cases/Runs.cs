using OpenClaw.Contract.Clusters;

[assembly: AssemblyFixture(typeof(RealContractCluster))]

namespace OpenClaw.Contract.Cases;

// The cases are written once; here they meet the clusters.
[Trait("Cluster", "Real")] public sealed class RealServerSideApply(RealContractCluster cluster) : ServerSideApplyCases(cluster);
