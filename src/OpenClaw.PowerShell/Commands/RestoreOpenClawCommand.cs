using System.Management.Automation;
using System.Security;
using OpenClaw.Operations.Backups;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Puts a backup's state into an installed instance: the one it is of, or another.</summary>
/// <remarks>
/// <para>All of the file is checked before anything is asked or changed. The archive is carried to the instance's volume while OpenClaw runs, which verifies it and unpacks it beside its state; only then OpenClaw is stopped, the two states are exchanged, and it is started again. When it does not become ready with the restored state, the one that was there is put back. A run that was stopped leaves one state or the other in place as a whole; run the same command again.</para>
/// <para>The instance has to be installed, with the backup's version of OpenClaw or a newer one. It keeps its own gateway token, keys, model config and images. All of its state is replaced: chats, settings, channels, paired devices.</para>
/// <para>Do not let two instances run with the same channels: a bot's messages reach only one of them.</para>
/// </remarks>
/// <example>
/// <code>Restore-OpenClaw openclaw -Sandbox $sandbox -Path (Join-Path $sandbox.HomePath openclaw.tar) -Confirm:$false</code>
/// <para>Puts an instance back to what it was, without asking.</para>
/// </example>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Restore-OpenClaw -Path (Join-Path $sandbox.HomePath openclaw.tar) -WhatIf</code>
/// <para>Checks the file and the versions and says what would be replaced.</para>
/// </example>
/// <example>
/// <code>Restore-OpenClaw second -Namespace second-ns -Context mycluster -Path ./openclaw.tar.enc -Passphrase (Read-Host -AsSecureString)</code>
/// <para>Moves a state to another instance in another cluster, from an encrypted file.</para>
/// </example>
[Cmdlet(VerbsData.Restore, "OpenClaw", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawInstance))]
public sealed class RestoreOpenClawCommand : ClusterCmdlet
{
    /// <summary>The file that Backup-OpenClaw wrote.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The passphrase the file was encrypted with.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Passphrase { get; set; }

    /// <summary>How many seconds OpenClaw has to be ready with the restored state before the one that was there is put back.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    [PSDefaultValue(Value = 600)]
    public int? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
        {
            var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
            var options = new RestoreOptions { Path = path, Passphrase = Passphrase };
            if (Timeout is { } seconds)
                options = options with { Timeout = TimeSpan.FromSeconds(seconds) };
            if (await RestoreOperation.RunAsync(cluster, name, ns, options, context, cancellationToken).ConfigureAwait(false) is { } restored)
                Emit(restored);
        });
    }
}
