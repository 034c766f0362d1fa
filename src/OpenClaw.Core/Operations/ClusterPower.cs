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
