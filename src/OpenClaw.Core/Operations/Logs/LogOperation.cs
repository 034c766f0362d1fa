using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations.Logs;

/// <summary>Reads the logs of an instance's programs.</summary>
public static class LogOperation
{
    /// <summary>Reads logs. Without following, the lines come in the order of their times; while following, as they are written.</summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="query">Which lines.</param>
    /// <param name="emit">Gets each line, from any thread, one at a time.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Ends it, at once.</param>
    /// <exception cref="OpenClawException">There is no such instance (<see cref="ErrorKind.NotFound"/>), none of its programs has a log
    /// (<c>LogNone</c>, <c>LogNoPrevious</c>), or you may not read logs or the Secret, without which secrets could not be masked.</exception>
    public static async Task RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, LogQuery query, Action<OpenClawLogLine> emit, OperationContext context,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(emit);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var names = new InstanceNames(instanceName, ns);
        var mask = new LogMask(client, names, cluster.Name);
        await mask.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (query.Follow)
            await new LogFollower(client, names, query, mask, emit, context).RunAsync(cancellationToken).ConfigureAwait(false);
        else
            await new LogReader(client, names, query, mask, emit, context).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
