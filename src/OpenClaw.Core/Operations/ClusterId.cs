using System.Globalization;
using Azure.Core;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>The parts of a managed cluster's resource id.</summary>
internal sealed class ClusterId
{
    /// <summary>Takes an id apart. Azure sends the same id in different letter case.</summary>
    /// <exception cref="OpenClawException">It is not a managed cluster's.</exception>
    public ClusterId(string id)
    {
        if (!ResourceIdentifier.TryParse(id, out var parsed) || parsed is null || parsed.SubscriptionId is null
            || parsed.ResourceGroupName is null || parsed.ResourceType != "Microsoft.ContainerService/managedClusters")
        {
            throw new OpenClawException(
                nameof(ClusterMessages.ResourceIdInvalid), ErrorKind.InvalidArgument,
                string.Format(CultureInfo.CurrentCulture, ClusterMessages.ResourceIdInvalid, id), id);
        }

        SubscriptionId = parsed.SubscriptionId;
        ResourceGroup = parsed.ResourceGroupName;
        Name = parsed.Name;
    }

    /// <summary>A cluster's id, and the way to Azure that came with the cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="context">Takes the messages of the connection.</param>
    /// <exception cref="OpenClawException">It is not in Azure.</exception>
    public static (AzureConnection Connection, ClusterId Id) InAzure(OpenClawCluster cluster, OperationContext context) =>
        cluster is { Azure: { } azure, ResourceId: { } id }
            ? (azure.With(context), new ClusterId(id))
            : throw new OpenClawException(
                nameof(ClusterMessages.ClusterNotInAzure), ErrorKind.NotSupported,
                string.Format(CultureInfo.CurrentCulture, ClusterMessages.ClusterNotInAzure, cluster.Name), cluster.Name);

    /// <summary>Subscription id.</summary>
    public string SubscriptionId { get; }

    /// <summary>Resource group.</summary>
    public string ResourceGroup { get; }

    /// <summary>Cluster.</summary>
    public string Name { get; }
}
