using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Stopping or starting, in Azure's words and ours.</summary>
/// <param name="Goal">The power state it leads to.</param>
/// <param name="UnderWay">The provisioning state while Azure is at it.</param>
/// <param name="Action">What the user is asked.</param>
/// <param name="Activity">What is waited for.</param>
/// <param name="Done">What is said when there is nothing to do.</param>
/// <param name="BeginAsync">Asks Azure for it.</param>
internal sealed record PowerChange(
    string Goal, string UnderWay, string Action, string Activity, string Done, Func<IManagedClusters, CancellationToken, Task<LongRunningOperation>> BeginAsync)
{
    /// <summary>Stops a cluster.</summary>
    public static PowerChange Stop(ClusterId id) => new(
        "Stopped", "Stopping", ClusterPowerMessages.ActionStop, MessageText.Format(ClusterPowerMessages.Stopping, id.Name),
        MessageText.Format(ClusterPowerMessages.AlreadyStopped, id.Name),
        (clusters, cancellationToken) => clusters.BeginStopAsync(id.ResourceGroup, id.Name, cancellationToken));

    /// <summary>Starts a cluster.</summary>
    public static PowerChange Start(ClusterId id) => new(
        "Running", "Starting", ClusterPowerMessages.ActionStart, MessageText.Format(ClusterPowerMessages.Starting, id.Name),
        MessageText.Format(ClusterPowerMessages.AlreadyRunning, id.Name),
        (clusters, cancellationToken) => clusters.BeginStartAsync(id.ResourceGroup, id.Name, cancellationToken));
}
