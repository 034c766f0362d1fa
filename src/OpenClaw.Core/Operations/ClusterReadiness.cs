using System.Globalization;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Judges a cluster's state, and waits until it is ready.</summary>
internal sealed class ClusterReadiness(AzureConnection connection, ClusterPlan plan, OperationContext context)
{
    /// <summary>Whether Azure still works on it.</summary>
    public static bool IsChanging(ManagedCluster cluster) =>
        cluster.Properties.ProvisioningState is not ("Succeeded" or "Failed" or "Canceled" or "Deleting");

    /// <summary>What Azure is doing to it or to one of its node pools, which does not show in its own state; null for nothing.</summary>
    public static string? Doing(ManagedCluster cluster) => IsChanging(cluster)
        ? cluster.Properties.ProvisioningState ?? ""
        : cluster.Properties.AgentPoolProfiles?.Select(static p => p.ProvisioningState).FirstOrDefault(static s => s is not (null or "Succeeded" or "Failed" or "Canceled"));

    /// <summary>Whether Azure still works on it or on one of its node pools.</summary>
    public static bool IsBusy(ManagedCluster cluster) => Doing(cluster) is not null;

    /// <summary>Whether Azure's last work on it failed.</summary>
    public static bool HasFailed(ManagedCluster cluster) => cluster.Properties.ProvisioningState is "Failed" or "Canceled";

    /// <summary>The state of a failed cluster, and why.</summary>
    public string WhyFailed(ManagedCluster cluster) => string.Format(
        CultureInfo.CurrentCulture, ClusterMessages.ClusterFailed, plan.ClusterName, cluster.Properties.ProvisioningState,
        CauseOf(cluster)?.Message ?? ClusterMessages.ClusterFailedWithoutReason);

    /// <summary>Throws unless the cluster is ready.</summary>
    /// <exception cref="OpenClawException">It is stopped, being deleted, or its provisioning failed.</exception>
    public void EnsureUsable(ManagedCluster cluster)
    {
        if (ClusterFactory.IsReady(cluster)) return;
        var state = cluster.Properties.ProvisioningState;
        if (state == "Deleting")
        {
            throw Error(nameof(ClusterMessages.ClusterDeleting), ClusterMessages.ClusterDeleting, ErrorKind.ResourceBusy);
        }

        if (HasFailed(cluster))
        {
            var cause = CauseOf(cluster);
            var remedy = ClusterTags.AreAdopted(cluster.Tags) ? ClusterMessages.ClusterFailedAdopted : ClusterMessages.ClusterFailedOurs;
            throw new OpenClawException(
                cause?.ErrorId ?? nameof(ClusterMessages.ClusterFailed), cause?.Kind ?? ErrorKind.OperationFailed,
                WhyFailed(cluster) + Environment.NewLine
                    + string.Format(CultureInfo.CurrentCulture, remedy, plan.ClusterName, plan.ResourceGroup),
                plan.ClusterName, cause);
        }

        throw Error(nameof(ClusterMessages.ClusterStopped), ClusterMessages.ClusterStopped, ErrorKind.ResourceUnavailable);
    }

    /// <summary>Waits until the cluster is Succeeded and Running.</summary>
    /// <param name="operation">The operation we started, or null when an earlier run did.</param>
    /// <param name="cancellationToken">Stops the waiting at once; Azure goes on.</param>
    /// <exception cref="OpenClawException">It failed; the message holds Azure's code and words.</exception>
    public async Task<ManagedCluster> WaitAsync(LongRunningOperation? operation, CancellationToken cancellationToken)
    {
        var wait = new ClusterWait(
            context, string.Format(CultureInfo.CurrentCulture, ClusterMessages.CreatingCluster, plan.ClusterName));
        wait.Report(operation?.Status ?? ClusterMessages.WaitingForEarlierRun);
        try
        {
            while (true)
            {
                await wait.PauseAsync(operation?.RetryAfter, cancellationToken).ConfigureAwait(false);
                if (operation is not null) await operation.UpdateAsync(cancellationToken).ConfigureAwait(false);
                var cluster = await connection.ManagedClusters.GetAsync(plan.ResourceGroup, plan.ClusterName, cancellationToken)
                    .ConfigureAwait(false);
                wait.Report(cluster?.Properties.ProvisioningState ?? operation?.Status ?? "");
                if (operation is { IsCompleted: false }) continue;
                if (cluster is null) throw Error(nameof(ClusterMessages.ClusterGone), ClusterMessages.ClusterGone, ErrorKind.NotFound);
                if (IsChanging(cluster)) continue;
                EnsureUsable(cluster);
                return cluster;
            }
        }
        catch (OperationCanceledException)
        {
            context.Warning(string.Format(CultureInfo.CurrentCulture, ClusterMessages.CreationGoesOn, plan.ClusterName));
            throw;
        }
        finally
        {
            wait.Complete();
        }
    }

    private OpenClawException? CauseOf(ManagedCluster cluster) =>
        cluster.Properties.Status?.ProvisioningError is { } detail ? AzureErrors.Translate(detail, plan.ClusterName) : null;

    private OpenClawException Error(string id, string text, ErrorKind kind) =>
        new(id, kind, string.Format(CultureInfo.CurrentCulture, text, plan.ClusterName, plan.ResourceGroup), plan.ClusterName);
}
