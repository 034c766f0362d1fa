using OpenClaw.Kubernetes;

namespace OpenClaw.Operations.Compare;

/// <summary>Compares an instance as it was last installed with what is in the cluster and on its volume. Changes nothing.</summary>
public static class CompareOperation
{
    /// <summary>Compares.</summary>
    /// <param name="cluster">Where it is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The differences: what Install-OpenClaw would change first, what is somebody else's last. Values that may be secret are masked.</returns>
    /// <exception cref="OpenClawException">There is no such instance (<see cref="ErrorKind.NotFound"/>), or none whose state is recorded.</exception>
    public static async Task<IReadOnlyList<OpenClawDifference>> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        return await new Comparison(client, cluster, new(instanceName, ns), context).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
