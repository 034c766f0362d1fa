using System.Globalization;
using Azure.Core;
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

    /// <summary>Subscription id.</summary>
    public string SubscriptionId { get; }

    /// <summary>Resource group.</summary>
    public string ResourceGroup { get; }

    /// <summary>Cluster.</summary>
    public string Name { get; }
}
