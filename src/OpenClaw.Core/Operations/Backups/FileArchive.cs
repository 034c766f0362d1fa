using System.Globalization;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>
/// An archive of the state as it lies on the volume, made with tar: OpenClaw's own backup command refuses to work with a configuration it
/// cannot read, and may be what does not start. Only for a gateway that is stopped: nothing else makes its databases consistent.
/// </summary>
internal static class FileArchive
{
    /// <summary>How a manifest names this kind of archive; OpenClaw's own have no name.</summary>
    public const string Layout = "files";

    private const string Name = "outgoing";

    // What can be installed again, what is only passing, and what a restore has left.
    private static readonly string[] LeftOut = [.. VolumeRestore.Rebuildable, "tmp", VolumeRestore.Mark];

    /// <summary>Makes one.</summary>
    /// <param name="shell">A volume pod's container.</param>
    /// <param name="install">The instance.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">There is no state, or a command failed.</exception>
    public static async Task<VolumeArchive> CreateAsync(VolumeShell shell, InstallContext install, CancellationToken cancellationToken)
    {
        var path = VolumeBackup.PathOf(shell, Name);
        await shell.RunAsync(cancellationToken, "mkdir", "-p", shell.Folder).ConfigureAwait(false);
        await DeleteAsync(shell, cancellationToken).ConfigureAwait(false);
        var entries = await shell.RunAsync(cancellationToken, "ls", "-1A", shell.State).ConfigureAwait(false);
        var kept = entries.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static e => !LeftOut.Contains(e)).Select(static e => $"./{e}").ToList();
        if (kept.Count == 0)
            throw new OpenClawException(
                nameof(BackupMessages.VolumeEmpty), ErrorKind.NotFound, MessageText.Format(BackupMessages.VolumeEmpty, install.Instance), install.Instance);
        await shell.RunAsync(cancellationToken, ["tar", "-czf", path, "-C", shell.State, .. kept]).ConfigureAwait(false);
        var hash = await shell.RunAsync(cancellationToken, "sha256sum", path).ConfigureAwait(false);
        var size = await shell.RunAsync(cancellationToken, "stat", "-c", "%s", path).ConfigureAwait(false);
        return new(Name, long.Parse(size.Trim(), CultureInfo.InvariantCulture), install.Time.GetUtcNow())
        {
            Sha256 = hash.Split(' ')[0],
            OpenClawVersion = await VersionAsync(shell, install, cancellationToken).ConfigureAwait(false),
            Layout = Layout,
        };
    }

    /// <summary>Removes it.</summary>
    /// <param name="shell">The container.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task DeleteAsync(VolumeShell shell, CancellationToken cancellationToken) =>
        shell.RunAsync(cancellationToken, "rm", "-f", VolumeBackup.PathOf(shell, Name));

    /// <summary>Unpacks one.</summary>
    /// <param name="shell">The container.</param>
    /// <param name="archive">Its path there.</param>
    /// <param name="folder">Where to; it is made.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">It cannot be unpacked.</exception>
    public static async Task UnpackAsync(VolumeShell shell, string archive, string folder, CancellationToken cancellationToken)
    {
        await shell.RunAsync(cancellationToken, "mkdir", "-p", folder).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "tar", "-xzf", archive, "-C", folder).ConfigureAwait(false);
    }

    // The program may be what is broken.
    private static async Task<string> VersionAsync(VolumeShell shell, InstallContext install, CancellationToken cancellationToken)
    {
        try
        {
            return await shell.VersionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e) when (e.Kind == ErrorKind.OperationFailed)
        {
            return ImageReference.TryParse(install.Options.OpenClawImage)?.Tag ?? "";
        }
    }
}
