namespace OpenClaw.Operations;

/// <summary>Starts a stopped cluster in Azure.</summary>
public static class StartClusterOperation
{
    /// <summary>
    /// Starts a cluster and waits until it runs and its API server answers. One that runs is left alone; what an earlier run has begun, or
    /// somebody else is doing to the cluster, is waited for first.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="noWait">Return as soon as Azure has accepted it.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops waiting at once; what Azure has accepted goes on there.</param>
    /// <returns>The cluster as it is afterwards; null when the caller did not want it started.</returns>
    /// <exception cref="OpenClawException">
    /// It is not in Azure (<see cref="ErrorKind.NotSupported"/>), it is gone, it is being changed and was not to be waited for
    /// (<see cref="ErrorKind.ResourceBusy"/>), its API server does not answer (<see cref="ErrorKind.Timeout"/>), or Azure refused.
    /// </exception>
    public static Task<OpenClawCluster?> RunAsync(
        OpenClawCluster cluster, bool noWait, OperationContext context, CancellationToken cancellationToken) =>
        ClusterPower.RunAsync(
            cluster, PowerChange.Start, noWait, context, started => new ApiServerWait(started, context).RunAsync(cancellationToken), cancellationToken);
}
