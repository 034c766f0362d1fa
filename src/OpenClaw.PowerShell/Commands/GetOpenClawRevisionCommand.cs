using System.Management.Automation;
using OpenClaw.Operations.Changes;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gets the states of an instance that were applied, the oldest first.</summary>
/// <remarks>
/// <para>Each state that Install-OpenClaw, Update-OpenClaw or Undo-OpenClaw applied is a numbered revision in the cluster; the last ten are kept, without secrets. Changes tells what is other than in the one before, StateBackup which backup of OpenClaw's state belongs to it.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Get-OpenClawRevision</code>
/// <para>Lists the revisions of an instance.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawRevision openclaw -Sandbox $sandbox -Number 1 | Undo-OpenClaw -WhatIf</code>
/// <para>Shows what going back to the first revision would change.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClawRevision", DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawRevision))]
public sealed class GetOpenClawRevisionCommand : ClusterCmdlet
{
    /// <summary>Only the revision of this number.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Number { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (var revision in await GetRevisionsOperation.RunAsync(cluster, name, ns, Number, context, cancellationToken).ConfigureAwait(false))
            Emit(revision);
    });
}
