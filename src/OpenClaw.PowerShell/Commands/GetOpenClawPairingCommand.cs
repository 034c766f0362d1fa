using System.Management.Automation;
using OpenClaw.Operations.Pairing;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gets who waits for approval at an instance: devices, and users of its chat channels.</summary>
/// <remarks>
/// <para>A device is a browser or app that is not paired yet; one that comes through Start-OpenClawTunnel with the token is paired by itself. A channel user is somebody who wrote to the bot and got a code; the request ends after an hour. The model sees nothing of either before the approval.</para>
/// <para>OpenClaw's own command line is asked in the pod, so it takes 5 to 15 seconds for devices and as much for each channel.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawPairing openclaw -Sandbox $sandbox</code>
/// <para>Gets who waits.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawPairing openclaw -Sandbox $sandbox | Where-Object Kind -eq Telegram | Approve-OpenClawPairing</code>
/// <para>Approves all Telegram users who wait.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClawPairing", DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawPairing))]
public sealed class GetOpenClawPairingCommand : ClusterCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (var pairing in await GetPairingOperation.RunAsync(cluster, name, ns, context, cancellationToken).ConfigureAwait(false))
            Emit(pairing);
    });
}
