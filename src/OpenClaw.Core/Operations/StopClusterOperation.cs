namespace OpenClaw.Operations;

/// <summary>Stops a cluster in Azure: its nodes are given back and cost nothing more, what is stored in it stays.</summary>
public static class StopClusterOperation
{
    /// <summary>
    /// Stops a cluster and waits until it is stopped. One that is stopped is left alone; what an earlier run has begun, or somebody else
    /// is doing to the cluster, is waited for first.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="noWait">Return as soon as Azure has accepted it.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops waiting at once; what Azure has accepted goes on there.</param>
    /// <returns>The cluster as it is afterwards; null when the caller did not want it stopped.</returns>
    /// <exception cref="OpenClawException">
    /// It is not in Azure (<see cref="ErrorKind.NotSupported"/>), it is gone, it is being changed and was not to be waited for
    /// (<see cref="ErrorKind.ResourceBusy"/>), or Azure refused.
    /// </exception>
    public static Task<OpenClawCluster?> RunAsync(
        OpenClawCluster cluster, bool noWait, OperationContext context, CancellationToken cancellationToken) =>
        ClusterPower.RunAsync(cluster, PowerChange.Stop, noWait, context, null, cancellationToken);
}
