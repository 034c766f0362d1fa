using OpenClaw.Azure;
using OpenClaw.Operations.NodePools;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Changes a cluster in Azure: its number of nodes, its autoscaler, its nodes' VM size, its Kubernetes version.</summary>
public static class SetClusterOperation
{
    /// <summary>
    /// Changes what differs and waits until Azure is done. Only clusters that carry our mark are touched. What an earlier run has begun, or
    /// somebody else is doing to the cluster, is waited for first.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="settings">What is to be changed.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops waiting at once; what Azure has accepted goes on there.</param>
    /// <returns>The cluster as it is afterwards; null when the caller did not want it changed.</returns>
    /// <exception cref="OpenClawException">
    /// What is asked for cannot be (<see cref="ErrorKind.InvalidArgument"/>), the cluster is not ours (<see cref="ErrorKind.PermissionDenied"/>)
    /// or not in Azure, it is being changed and was not to be waited for (<see cref="ErrorKind.ResourceBusy"/>), or Azure refused.
    /// </exception>
    public static Task<OpenClawCluster?> RunAsync(
        OpenClawCluster cluster, ClusterSettings settings, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        Check(settings);
        var (connection, id) = ClusterId.InAzure(cluster, context);
        return AzureErrors.TranslateAsync(id.Name, async () =>
        {
            var changed = await ChangeAsync(connection, id, settings, context, cancellationToken).ConfigureAwait(false);
            return changed is null ? null : ClusterFactory.Create(connection, changed);
        });
    }

    private static async Task<ManagedCluster?> ChangeAsync(
        AzureConnection connection, ClusterId id, ClusterSettings settings, OperationContext context, CancellationToken cancellationToken)
    {
        if (settings.NodeSize is not null)
        {
            // What a new pool is made with needs no change; what an earlier run has made may.
            if (await new PoolMove(connection, id, settings, context).RunAsync(cancellationToken).ConfigureAwait(false) is not { } moved) return null;
            if (moved && context.WhatIf) settings = new ClusterSettings { KubernetesVersion = settings.KubernetesVersion };
            if (settings is { NodeCount: null, MinCount: null, KubernetesVersion: null })
                return context.WhatIf && moved ? null : await new ClusterChange(connection, id, context).GetAsync(cancellationToken).ConfigureAwait(false);
        }

        return await new ClusterSettingsChange(connection, id, settings, context).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Check(ClusterSettings settings)
    {
        if (settings is { NodeCount: null, MinCount: null, MaxCount: null, KubernetesVersion: null, NodeSize: null })
            throw new OpenClawException(
                nameof(ClusterSettingsMessages.SettingsNotGiven), ErrorKind.InvalidArgument, ClusterSettingsMessages.SettingsNotGiven, null);
        if (settings.NodeSize is { } size && !ClusterPlan.IsSize(size))
            throw new OpenClawException(
                nameof(ClusterMessages.NodeSizeInvalid), ErrorKind.InvalidArgument, MessageText.Format(ClusterMessages.NodeSizeInvalid, size), size);
        if (settings is { NodeSize: not null, NoWait: true })
            throw new OpenClawException(
                nameof(PoolMoveMessages.NodeSizeWithoutWait), ErrorKind.InvalidArgument, PoolMoveMessages.NodeSizeWithoutWait, settings.NodeSize);
        var scales = settings.MinCount is not null || settings.MaxCount is not null;
        if (scales && !(settings is { MinCount: >= 1, MaxCount: <= 1000, NodeCount: null } && settings.MinCount <= settings.MaxCount))
            throw new OpenClawException(
                nameof(ClusterSettingsMessages.ScalingRange), ErrorKind.InvalidArgument, ClusterSettingsMessages.ScalingRange, settings.MinCount);
    }
}
