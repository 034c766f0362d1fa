using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations;

/// <summary>What the steps of one operation on an instance share.</summary>
/// <param name="Client">The way to the cluster.</param>
/// <param name="Cluster">The cluster as users see it.</param>
/// <param name="Names">The instance.</param>
/// <param name="Operation">Takes messages, answers questions.</param>
/// <param name="Time">The clock of waits.</param>
internal record InstanceContext(
    IKubernetesClient Client, OpenClawCluster Cluster, InstanceNames Names, OperationContext Operation, TimeProvider Time)
{
    /// <summary>Who owns the fields we apply.</summary>
    public const string FieldManager = InstanceLabels.Manager;

    /// <summary>The instance as messages call it.</summary>
    public string Instance => $"{Names.Namespace}/{Names.Name}";
}
