using System.Management.Automation;
using OpenClaw.Operations.Changes;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Goes back to an earlier revision of an instance: versions, configuration and, where OpenClaw's version differs, its state.</summary>
/// <remarks>
/// <para>Applies what the revision was asked for as a new revision, so that this can be undone as well. Secrets stay those of today; the keys of endpoints that only the old revision has were kept in the instance's Secret. Like every change it is proven by a chat, and taken back when that fails.</para>
/// <para>A revision is versions, model config, resources and the channels that Set-OpenClawChannel declared: a channel that came after it goes, one that it had comes back. Credentials of channels stay in the Secret either way, and channels set up in the Control UI are left alone.</para>
/// <para>When the revision has another version of OpenClaw and a backup of the state as it was when that version was left, the state goes back with it: what was said since is in a new backup and no longer in OpenClaw. -KeepState leaves the state as it is.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Undo-OpenClaw -Confirm:$false</code>
/// <para>Goes back to the revision before the current one, without asking.</para>
/// </example>
/// <example>
/// <code>Undo-OpenClaw openclaw -Sandbox $sandbox -Revision 1 -WhatIf</code>
/// <para>Shows what going back to revision 1 would change.</para>
/// </example>
[Cmdlet(VerbsCommon.Undo, "OpenClaw", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawInstance))]
public sealed class UndoOpenClawCommand : ChangeCmdlet
{
    /// <summary>Number of the revision to go back to. Without it, the one before the current one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Revision { get; set; }

    /// <summary>Number of the revision as Get-OpenClawRevision hands it over the pipeline; -Revision goes before.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, int.MaxValue)]
    public int? Number { get; set; }

    /// <summary>Leave OpenClaw's state as it is, whatever version it is from.</summary>
    [Parameter]
    public SwitchParameter KeepState { get; set; }

    /// <summary>Change OpenClaw's version without a backup of its state before, for example because OpenClaw does not start any more.</summary>
    [Parameter]
    public SwitchParameter SkipBackup { get; set; }

    /// <inheritdoc/>
    private protected override bool WithoutBackup => SkipBackup;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var undo = new UndoOptions { Revision = Revision ?? Number, KeepState = KeepState };
        RunChange((cluster, name, ns, options, context, cancellationToken) =>
            UndoOperation.RunAsync(cluster, name, ns, undo, options, context, cancellationToken));
    }
}
