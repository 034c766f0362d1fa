using System.Management.Automation;
using System.Security;
using OpenClaw.Operations.Backups;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Saves an instance's state to a file on this machine.</summary>
/// <remarks>
/// <para>OpenClaw saves its state with its own backup command and goes on meanwhile; the archive is carried here through the Kubernetes API, with no public endpoint and no storage account. The file gets its name when it is whole and was read back. Chats, settings, channels with their credentials, paired devices and workspaces are in it; the gateway token, LiteLLM's key and the Azure OpenAI keys are not, and plugins' own dependencies are installed again by OpenClaw.</para>
/// <para>Without -Passphrase the file is a tar archive that ordinary tools open. With it, everything is encrypted (AES-256-GCM, the key from the passphrase by PBKDF2), and nobody can read it without the passphrase, you included.</para>
/// <para>OpenClaw's own command needs an OpenClaw that runs. Where it does not start any more, after a bad configuration or a migration that failed, -Offline saves its files as they lie on the volume: OpenClaw is stopped, a short-lived pod with OpenClaw's image and restrictions packs them, and OpenClaw is left as it was before: started again, or stopped when you had stopped it. Stopped or killed in the middle, run it again, or Install-OpenClaw, which starts OpenClaw too.</para>
/// <para>A transfer that breaks goes on where it broke. Restore-OpenClaw puts a backup of either kind back.</para>
/// </remarks>
/// <example>
/// <code>Backup-OpenClaw openclaw -Sandbox $sandbox -Path (Join-Path $sandbox.HomePath openclaw.tar)</code>
/// <para>Saves an instance to a file.</para>
/// </example>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Backup-OpenClaw -Path $sandbox.HomePath -Passphrase (ConvertTo-SecureString 'correct horse battery staple' -AsPlainText)</code>
/// <para>Saves an instance, encrypted, to a folder; the file is named after the instance and the time.</para>
/// </example>
/// <example>
/// <code>Backup-OpenClaw openclaw -Sandbox $sandbox -Path (Join-Path $sandbox.HomePath offline.tar) -Offline</code>
/// <para>Saves the files of an OpenClaw that does not start.</para>
/// </example>
/// <example>
/// <code>Get-OpenClaw -Sandbox $sandbox | Backup-OpenClaw -Path $sandbox.HomePath -WhatIf</code>
/// <para>Says which files would be written.</para>
/// </example>
[Cmdlet(VerbsData.Backup, "OpenClaw", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawBackup))]
public sealed class BackupOpenClawCommand : ClusterCmdlet
{
    /// <summary>The file to write, or a folder that is there. Without it, the current folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Encrypt the file with this passphrase. Keep it: nothing else opens the file.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Passphrase { get; set; }

    /// <summary>Overwrite a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Stop OpenClaw, save its files as they lie on the volume, and start it again: for an OpenClaw that does not start.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path ?? ".");
        Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
        {
            var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
            var options = new BackupOptions { Path = path, Passphrase = Passphrase, Force = Force, Offline = Offline };
            if (await BackupOperation.RunAsync(cluster, name, ns, options, context, cancellationToken).ConfigureAwait(false) is { } made)
                Emit(made);
        });
    }
}
