using OpenClaw.Kubernetes;

namespace OpenClaw.Operations.Channels;

/// <summary>Lists the chat channels of an instance.</summary>
public static class GetChannelsOperation
{
    /// <summary>Lists those that are declared and those somebody made in OpenClaw. Changes nothing.</summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">There is no such instance (<see cref="ErrorKind.NotFound"/>).</exception>
    public static async Task<IReadOnlyList<OpenClawChannel>> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        return await new ChannelReader(client, cluster, new(instanceName, ns), context).ReadAsync(cancellationToken).ConfigureAwait(false);
    }
}
