using System.Runtime.ExceptionServices;
using Azure;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>A cluster that is there and is to be changed: reads it, and waits until Azure is done with it.</summary>
internal sealed class ClusterChange(AzureConnection connection, ClusterId id, OperationContext context)
{
    private const int MostAttempts = 5;

    /// <summary>Reads the cluster.</summary>
    /// <exception cref="OpenClawException">It is gone, or going.</exception>
    public async Task<ManagedCluster> GetAsync(CancellationToken cancellationToken)
    {
        var cluster = await connection.ManagedClusters.GetAsync(id.ResourceGroup, id.Name, cancellationToken).ConfigureAwait(false)
            ?? throw new OpenClawException(
                nameof(ClusterMessages.ClusterNotFoundInGroup), ErrorKind.NotFound,
                MessageText.Format(ClusterMessages.ClusterNotFoundInGroup, id.Name, id.ResourceGroup), id.Name);
        return cluster.Properties.ProvisioningState != "Deleting"
            ? cluster
            : throw new OpenClawException(
                nameof(ClusterMessages.ClusterDeleting), ErrorKind.ResourceBusy, MessageText.Format(ClusterMessages.ClusterDeleting, id.Name), id.Name);
    }

    /// <summary>Waits until an operation has ended well and Azure does nothing more to the cluster.</summary>
    /// <param name="operation">The operation, or null to wait for what others are doing.</param>
    /// <param name="activity">What is waited for.</param>
    /// <param name="cancellationToken">Stops the waiting at once; Azure goes on.</param>
    /// <returns>The cluster as it is then, whatever came of it.</returns>
    /// <exception cref="OpenClawException">The operation failed; the message holds Azure's code and words.</exception>
    public async Task<ManagedCluster> WaitAsync(LongRunningOperation? operation, string activity, CancellationToken cancellationToken)
    {
        var wait = new ClusterWait(context, activity);
        wait.Report(operation?.Status ?? ClusterMessages.WaitingForEarlierRun);
        try
        {
            while (true)
            {
                await wait.PauseAsync(operation?.RetryAfter, cancellationToken).ConfigureAwait(false);
                if (operation is not null) await operation.UpdateAsync(cancellationToken).ConfigureAwait(false);
                if (operation is { IsCompleted: false }) continue;
                var cluster = await GetAsync(cancellationToken).ConfigureAwait(false);
                wait.Report(ClusterReadiness.Doing(cluster) ?? cluster.Properties.ProvisioningState ?? "");
                if (!ClusterReadiness.IsBusy(cluster)) return cluster;
            }
        }
        catch (OperationCanceledException)
        {
            context.Warning(MessageText.Format(ClusterMessages.WaitCancelled, activity));
            throw;
        }
        finally
        {
            wait.Complete();
        }
    }

    /// <summary>
    /// After Azure refused a change (409, 412): waits until what else is done to the cluster is over. Where nothing shows, which may lag behind,
    /// waits a little, and a little longer the next time.
    /// </summary>
    /// <param name="refusal">The refusal, which is thrown when waiting did not help.</param>
    /// <param name="attempt">How often the change was refused.</param>
    /// <param name="cancellationToken">Stops the waiting at once.</param>
    /// <returns>The cluster as it is then.</returns>
    public async Task<ManagedCluster> SettleAsync(RequestFailedException refusal, int attempt, CancellationToken cancellationToken)
    {
        var cluster = await GetAsync(cancellationToken).ConfigureAwait(false);
        if (!ClusterReadiness.IsBusy(cluster))
        {
            if (attempt > MostAttempts) ExceptionDispatchInfo.Throw(refusal);
            await Task.Delay(TimeSpan.FromSeconds(attempt), context.Time, cancellationToken).ConfigureAwait(false);
            return await GetAsync(cancellationToken).ConfigureAwait(false);
        }

        return await WaitAsync(null, MessageText.Format(ClusterPowerMessages.Settling, id.Name), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What Azure wrote into the cluster about its last change that failed.</summary>
    public static string Reason(ManagedCluster cluster) =>
        cluster.Properties.Status?.ProvisioningError is { } error ? $"{error.Code}: {error.Message}" : ClusterMessages.ClusterFailedWithoutReason;
}
