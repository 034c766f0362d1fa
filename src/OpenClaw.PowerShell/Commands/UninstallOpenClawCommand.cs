using System.Management.Automation;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Removes an OpenClaw instance from a cluster and keeps its data.</summary>
/// <remarks>
/// <para>Deletes both programs and what belongs to them, waits until they are gone, and returns nothing. The volume with OpenClaw's state and the secrets stay, and Install-OpenClaw takes them up again; -RemoveData removes them too, for good. The namespace and everything else in it, other instances included, are left alone, and so is the cluster.</para>
/// <para>Run again, it goes on where a run that was stopped left off, and does nothing when there is nothing left.</para>
/// <para>OpenClaw finishes a chat that is under way before it stops, and may take up to five and a half minutes when it cannot reach a channel.</para>
/// </remarks>
/// <example>
/// <code>Uninstall-OpenClaw openclaw -Sandbox $sandbox -WhatIf</code>
/// <para>Says what would be deleted and deletes nothing.</para>
/// </example>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Uninstall-OpenClaw</code>
/// <para>Removes an instance; its volume and secrets wait for the next Install-OpenClaw.</para>
/// </example>
/// <example>
/// <code>Uninstall-OpenClaw openclaw -Sandbox $sandbox -RemoveData -Confirm:$false</code>
/// <para>Removes an instance with its state and its secrets, without asking.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Uninstall, "OpenClaw", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(void))]
public sealed class UninstallOpenClawCommand : ClusterCmdlet
{
    /// <summary>Remove the volume with OpenClaw's state (chats, channels, paired devices) and the secrets too. They cannot be brought back.</summary>
    [Parameter]
    public SwitchParameter RemoveData { get; set; }

    /// <summary>How many seconds to wait for everything to be gone.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    [PSDefaultValue(Value = 600)]
    public int? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        var defaults = new UninstallOptions();
        var options = defaults with
        {
            RemoveData = RemoveData,
            Timeout = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Timeout,
        };
        await UninstallOperation.RunAsync(cluster, name, ns, options, context, cancellationToken).ConfigureAwait(false);
    });
}
