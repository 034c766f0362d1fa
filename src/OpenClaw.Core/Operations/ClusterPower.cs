using Azure;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>One run of stopping or starting a cluster: look, ask, wait for others, change, read back.</summary>
internal sealed class ClusterPower(AzureConnection connection, ClusterId id, PowerChange change, OperationContext context)
{
    // Azure may show the old power state for some seconds after the operation has ended.
    private const int LooksAfterTheEnd = 6;

    private readonly ClusterChange _cluster = new(connection, id, context);

    /// <summary>Changes a cluster's power state, unless it is right, and has what comes after.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="change">Makes the change for it.</param>
    /// <param name="noWait">Return as soon as Azure has accepted it.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="then">What is to be done with the cluster after it was waited for, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The cluster as it is afterwards; null when the caller did not want it changed.</returns>
    public static Task<OpenClawCluster?> RunAsync(
        OpenClawCluster cluster, Func<ClusterId, PowerChange> change, bool noWait, OperationContext context,
        Func<OpenClawCluster, Task>? then, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(context);
        var (connection, id) = ClusterId.InAzure(cluster, context);
        return AzureErrors.TranslateAsync(id.Name, async () =>
        {
            var changed = await new ClusterPower(connection, id, change(id), context).RunAsync(noWait, cancellationToken).ConfigureAwait(false);
            if (changed is null) return null;
            var result = ClusterFactory.Create(connection, changed);
            if (then is not null && !noWait && !context.WhatIf) await then(result).ConfigureAwait(false);
            return result;
        });
    }

    /// <summary>Changes the power state, unless it is right.</summary>
    /// <returns>The cluster as it is then, or null when the caller did not want it changed.</returns>
    public async Task<ManagedCluster?> RunAsync(bool noWait, CancellationToken cancellationToken)
    {
        var cluster = await _cluster.GetAsync(cancellationToken).ConfigureAwait(false);
        if (IsDone(cluster)) return SayDone(cluster);
        if (!IsUnderWay(cluster))
        {
            var target = MessageText.Format(ClusterMessages.TargetCluster, id.Name, id.ResourceGroup);
            if (!await context.ShouldChange(target, change.Action, cancellationToken).ConfigureAwait(false)) return null;
        }

        while (true)
        {
            if (ClusterReadiness.IsChanging(cluster))
            {
                if (IsUnderWay(cluster) && (noWait || context.WhatIf)) return cluster;
                if (noWait) throw Busy(cluster);
                var activity = IsUnderWay(cluster) ? change.Activity : MessageText.Format(ClusterPowerMessages.Settling, id.Name);
                cluster = await _cluster.WaitAsync(null, activity, cancellationToken).ConfigureAwait(false);
                if (IsDone(cluster)) return cluster;
            }

            if (await BeginAsync(cancellationToken).ConfigureAwait(false) is { } operation)
            {
                return noWait
                    ? await _cluster.GetAsync(cancellationToken).ConfigureAwait(false)
                    : await FinishAsync(operation, cancellationToken).ConfigureAwait(false);
            }

            cluster = await _cluster.GetAsync(cancellationToken).ConfigureAwait(false);
            if (IsDone(cluster)) return SayDone(cluster);
        }
    }

    /// <summary>Asks Azure for the change; null when somebody else was faster with this or another one.</summary>
    private async Task<LongRunningOperation?> BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await change.BeginAsync(connection.ManagedClusters, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            var cluster = await _cluster.GetAsync(cancellationToken).ConfigureAwait(false);
            if (IsDone(cluster) || ClusterReadiness.IsChanging(cluster)) return null;
            throw;
        }
    }

    private async Task<ManagedCluster> FinishAsync(LongRunningOperation operation, CancellationToken cancellationToken)
    {
        for (var looks = 0; ; looks++)
        {
            var cluster = await _cluster.WaitAsync(operation, change.Activity, cancellationToken).ConfigureAwait(false);
            if (IsDone(cluster)) return cluster;
            if (looks < LooksAfterTheEnd && cluster.Properties.ProvisioningState == "Succeeded") continue;
            throw new OpenClawException(
                nameof(ClusterPowerMessages.PowerChangeFailed), ErrorKind.OperationFailed,
                MessageText.Format(
                    ClusterPowerMessages.PowerChangeFailed, id.Name, change.Goal, Power(cluster), cluster.Properties.ProvisioningState, ClusterChange.Reason(cluster)),
                id.Name);
        }
    }

    private ManagedCluster SayDone(ManagedCluster cluster)
    {
        if (cluster.Properties.ProvisioningState is "Failed" or "Canceled")
        {
            context.Warning(MessageText.Format(
                ClusterPowerMessages.LastChangeFailed, id.Name, Power(cluster), cluster.Properties.ProvisioningState, ClusterChange.Reason(cluster)));
        }

        context.Verbose(change.Done);
        return cluster;
    }

    private bool IsDone(ManagedCluster cluster) => !ClusterReadiness.IsChanging(cluster) && Power(cluster) == change.Goal;

    private bool IsUnderWay(ManagedCluster cluster) => cluster.Properties.ProvisioningState == change.UnderWay;

    private static string Power(ManagedCluster cluster) => cluster.Properties.PowerState?.Code ?? "Running";

    private OpenClawException Busy(ManagedCluster cluster) => new(
        nameof(ClusterPowerMessages.ClusterBusy), ErrorKind.ResourceBusy,
        MessageText.Format(ClusterPowerMessages.ClusterBusy, id.Name, cluster.Properties.ProvisioningState), id.Name);
}
