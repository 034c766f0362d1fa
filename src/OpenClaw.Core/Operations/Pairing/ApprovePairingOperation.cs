using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Pairing;

/// <summary>Approves somebody who waits at an instance.</summary>
public static class ApprovePairingOperation
{
    /// <summary>Looks for the request among those that wait, and approves it.</summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="id">The request's id of a device, or the code of a channel user, in any letter case.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was approved; null when the caller did not want it.</returns>
    /// <exception cref="OpenClawException">Nobody of that id waits (<see cref="ErrorKind.NotFound"/>), OpenClaw does not run, or refused.</exception>
    public static async Task<OpenClawPairing?> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, string id, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var names = new InstanceNames(instanceName, ns);
        var gateway = new GatewayCommand(client, names, new([]));
        context.Progress(PairingMessages.ActivityPairing, $"{ns}/{instanceName}");
        try
        {
            var waiting = await new PairingReader(gateway, cluster, names, context).ReadAsync(cancellationToken).ConfigureAwait(false);
            var request = waiting.FirstOrDefault(p => p.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) ?? throw new OpenClawException(
                nameof(PairingMessages.PairingNotFound), ErrorKind.NotFound,
                MessageText.Format(PairingMessages.PairingNotFound, id, $"{ns}/{instanceName}"), id);
            var isDevice = request.Kind == PairingReader.Device;
            var target = isDevice
                ? MessageText.Format(PairingMessages.DevicesTarget, request.From, $"{ns}/{instanceName}")
                : MessageText.Format(PairingMessages.SenderTarget, request.Kind, request.From, $"{ns}/{instanceName}");
            if (!await context.ShouldChange(target, PairingMessages.ActionApprove, cancellationToken).ConfigureAwait(false))
                return null;
            string[] command = isDevice
                ? ["devices", "approve", request.Id, "--json"]
                : ["pairing", "approve", ChannelKind.Find(request.Kind)?.Id ?? request.Kind, request.Id, .. request.Detail is { } account ? (string[])["--account", account] : []];
            (await gateway.RunAsync(cancellationToken, command).ConfigureAwait(false)).Require(string.Join(' ', command.Take(2)));
            context.Verbose(MessageText.Format(PairingMessages.PairingApproved, request));
            return request;
        }
        finally
        {
            context.ProgressCompleted(PairingMessages.ActivityPairing);
        }
    }
}
