using OpenClaw.Kubernetes;

namespace OpenClaw.Operations;

/// <summary>Removes an instance from a cluster, and nothing that is not its own.</summary>
public static class UninstallOperation
{
    /// <summary>
    /// Deletes the instance's programs and what belongs to them, and reads back that they are gone. Volume, secrets and namespace stay;
    /// volume and secrets go too when asked. What is gone already is no error, so that a run that was killed can be run again.
    /// </summary>
    /// <param name="cluster">Where it is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="options">What to remove.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it; what was deleted by then is.</param>
    /// <returns>True when something was removed; false when there was nothing, or the caller did not want it.</returns>
    /// <exception cref="OpenClawException">
    /// Somebody else works on the instance (<see cref="ErrorKind.ResourceBusy"/>), something was not gone in time
    /// (<see cref="ErrorKind.Timeout"/>), or the cluster refused.
    /// </exception>
    public static async Task<bool> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, UninstallOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var instance = new InstanceContext(client, cluster, new(instanceName, ns), context, context.Time);
        return await new Uninstaller(instance, options, new()).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
