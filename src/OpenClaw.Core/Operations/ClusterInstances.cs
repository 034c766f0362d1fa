using OpenClaw.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Names the instances on a cluster that is to be deleted, if the cluster tells soon.</summary>
internal static class ClusterInstances
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The end of a sentence that begins with the cluster: which instances are on it, and that they go too.</summary>
    public static async Task<string> DescribeAsync(
        AzureConnection connection, ManagedCluster managed, OperationContext context, CancellationToken cancellationToken)
    {
        var cluster = ClusterFactory.Create(connection, managed);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new KubernetesClient(await cluster.ConnectAsync(limit.Token).ConfigureAwait(false), context);
            var instances = await InstanceReader.ReadAsync(client, cluster, null, null, limit.Token).ConfigureAwait(false);
            return instances.Count == 0
                ? ClusterRemovalMessages.WithoutInstances
                : MessageText.Format(ClusterRemovalMessages.WithInstances, string.Join(", ", instances.Select(static i => $"{i.Namespace}/{i.Name}")));
        }
        catch (Exception e) when (e is OpenClawException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            context.Verbose(MessageText.Format(ClusterRemovalMessages.InstancesUnread, cluster.ClusterName, e.Message));
            return ClusterRemovalMessages.WithUnknown;
        }
    }
}
