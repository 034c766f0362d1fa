using System.Management.Automation;
using OpenClaw.Operations.Pairing;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Approves a device or a channel user who waits at an instance.</summary>
/// <remarks>
/// <para>A device gets into the Control UI and the gateway's API; a channel user may chat with the bot. The first channel user who is approved becomes OpenClaw's owner for commands, unless there is one. Returns what was approved.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawPairing openclaw -Sandbox $sandbox | Approve-OpenClawPairing -WhatIf</code>
/// <para>Says who would be approved.</para>
/// </example>
/// <example>
/// <code>Approve-OpenClawPairing openclaw ABCD2345</code>
/// <para>Approves the channel user who got this code.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Approve, "OpenClawPairing", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawPairing))]
public sealed class ApproveOpenClawPairingCommand : ClusterCmdlet
{
    /// <summary>The code the channel user got, or the id of a device's request; Get-OpenClawPairing lists them.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Code")]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(Id, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        Emit(await ApprovePairingOperation.RunAsync(cluster, name, ns, Id, context, cancellationToken).ConfigureAwait(false));
    });
}
