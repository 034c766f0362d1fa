using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Pairing;

/// <summary>Lists who waits for approval at an instance.</summary>
public static class GetPairingOperation
{
    /// <summary>Asks OpenClaw. Changes nothing.</summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">OpenClaw does not run (<see cref="ErrorKind.ResourceUnavailable"/>), or refused.</exception>
    public static async Task<IReadOnlyList<OpenClawPairing>> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var names = new InstanceNames(instanceName, ns);
        context.Progress(PairingMessages.ActivityPairing, $"{ns}/{instanceName}");
        try
        {
            return await new PairingReader(new(client, names, new([])), cluster, names, context).ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            context.ProgressCompleted(PairingMessages.ActivityPairing);
        }
    }
}
