using System.Globalization;
using System.Text.RegularExpressions;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>
/// Archives of OpenClaw's state on the instance's own volume, beside the state, and the way back to one.
/// <para>The caller holds the instance's lock (<see cref="InstanceLock"/>) around every call and asks its user before.</para>
/// <para><see cref="CreateAsync"/>, <see cref="ListAsync"/> and <see cref="DeleteAsync"/> run in the gateway, which must be ready.
/// <see cref="RestoreAsync(string, CancellationToken)"/> also works when it does not start: it stops OpenClaw, puts the archive's state in
/// place, and starts it as the given options declare it. To undo an update apply the old revision's other objects first, then make a
/// <see cref="VolumeBackup"/> with the old revision's options and restore: version, configuration and data go back together.</para>
/// </summary>
/// <param name="install">The instance, as it is to run after a restore: its options, model config, and how long to wait for it.</param>
/// <param name="marks">The marks of its secrets, as for <see cref="DesiredState.Build"/> (<see cref="DeclaredObject.MarksOf"/>).</param>
/// <param name="secrets">The values of its Secret, which no message may show.</param>
internal sealed partial class VolumeBackup(InstallContext install, SecretVersions? marks, IEnumerable<string> secrets)
{
    private const string Extension = ".tar.gz";

    private readonly GatewayControl _control = new(install, marks, secrets);

    /// <summary>
    /// Makes an archive with OpenClaw's own backup command while the gateway goes on, has OpenClaw verify it, and gives it its name only then.
    /// One of the same name is replaced. Settings, sessions, paired devices, credentials of channels and workspaces are in it; the instance's
    /// Secret and the dependencies of plugins are not.
    /// </summary>
    /// <param name="name">Its name: lower-case letters, digits and hyphens, for example <c>before-revision-7</c>.</param>
    /// <param name="cancellationToken">Stops it; nothing is left of it then but an unfinished file that the next call removes.</param>
    /// <exception cref="OpenClawException">The gateway is not ready (<c>GatewayNotReady</c>), or OpenClaw's command failed (<c>VolumeCommandFailed</c>).</exception>
    public async Task<VolumeArchive> CreateAsync(string name, CancellationToken cancellationToken)
    {
        CheckName(name);
        var shell = await GatewayAsync(cancellationToken).ConfigureAwait(false);
        var (path, unfinished) = (PathOf(shell, name), $"{shell.Folder}/{name}.unfinished{Extension}");
        await shell.RunAsync(cancellationToken, "mkdir", "-p", shell.Folder).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "rm", "-f", unfinished).ConfigureAwait(false);
        await shell.OpenClawAsync(cancellationToken, "backup", "create", "--output", unfinished).ConfigureAwait(false);
        var archive = await VerifyAsync(shell, name, unfinished, cancellationToken).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "mv", "-f", unfinished, path).ConfigureAwait(false);
        install.Operation.Verbose(MessageText.Format(BackupMessages.ArchiveCreated, name, archive.OpenClawVersion, archive.Bytes));
        return archive;
    }

    /// <summary>The archives there are, the oldest first.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">The gateway is not ready (<c>GatewayNotReady</c>).</exception>
    public async Task<IReadOnlyList<VolumeArchive>> ListAsync(CancellationToken cancellationToken)
    {
        var shell = await GatewayAsync(cancellationToken).ConfigureAwait(false);
        if (!await shell.ExistsAsync(shell.Folder, cancellationToken).ConfigureAwait(false))
            return [];
        var lines = await shell.RunAsync(
            cancellationToken, "find", shell.Folder, "-maxdepth", "1", "-name", $"*{Extension}", "-exec", "stat", "-c", "%s %Y %n", "{}", ";").ConfigureAwait(false);
        return
        [
            .. lines.Split('\n').Select(static l => ArchiveLine().Match(l)).Where(static m => m.Success)
                .Select(static m => new VolumeArchive(
                    m.Groups["name"].Value,
                    long.Parse(m.Groups["size"].ValueSpan, CultureInfo.InvariantCulture),
                    DateTimeOffset.FromUnixTimeSeconds(long.Parse(m.Groups["time"].ValueSpan, CultureInfo.InvariantCulture))))
                .OrderBy(static a => a.Created),
        ];
    }

    /// <summary>Removes an archive; one that is not there is no error.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">The gateway is not ready (<c>GatewayNotReady</c>).</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        CheckName(name);
        var shell = await GatewayAsync(cancellationToken).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "rm", "-f", PathOf(shell, name)).ConfigureAwait(false);
    }

    /// <summary>
    /// Puts the state of an archive in place: has OpenClaw verify and unpack it beside the state, stops OpenClaw, exchanges the two by renaming,
    /// starts OpenClaw and waits until it is ready. The state that was there is kept until then, and put back when OpenClaw does not become
    /// ready with the other one. Run again after a kill, it finishes or starts over; what is in place is one state or the other as a whole.
    /// </summary>
    /// <param name="name">The archive's name.</param>
    /// <param name="cancellationToken">Stops it; OpenClaw is started again with the state that is in place.</param>
    /// <exception cref="OpenClawException">
    /// There is no such archive (<c>ArchiveNotFound</c>), the instance has no volume (<c>StateEphemeral</c>), or OpenClaw was not ready with it
    /// (<c>RestoreUndone</c>: the state that was there is back).
    /// </exception>
    public Task RestoreAsync(string name, CancellationToken cancellationToken)
    {
        CheckName(name);
        return new VolumeRestore(install, _control).RunAsync(
            async (shell, token) => await shell.ExistsAsync(PathOf(shell, name), token).ConfigureAwait(false) ? PathOf(shell, name)
                : throw new OpenClawException(
                    nameof(BackupMessages.ArchiveNotFound), ErrorKind.NotFound, MessageText.Format(BackupMessages.ArchiveNotFound, name, install.Instance), name),
            cancellationToken);
    }

    /// <summary>The gateway's container.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<VolumeShell> GatewayAsync(CancellationToken cancellationToken) =>
        await _control.FindReadyPodAsync(cancellationToken).ConfigureAwait(false) is { } pod ? VolumeShell.OfGateway(install, pod)
            : throw new OpenClawException(
                nameof(BackupMessages.GatewayNotReady), ErrorKind.ResourceUnavailable,
                MessageText.Format(BackupMessages.GatewayNotReady, install.Instance, install.Names.Name, install.Names.Namespace), install.Instance);

    /// <summary>Where an archive is.</summary>
    /// <param name="shell">In whose container.</param>
    /// <param name="name">Its name.</param>
    internal static string PathOf(VolumeShell shell, string name) => $"{shell.Folder}/{name}{Extension}";

    /// <summary>Has OpenClaw verify an archive, and reads what it is.</summary>
    private static async Task<VolumeArchive> VerifyAsync(VolumeShell shell, string name, string path, CancellationToken cancellationToken)
    {
        var verified = await shell.OpenClawAsync(cancellationToken, "backup", "verify", path).ConfigureAwait(false);
        var hash = await shell.RunAsync(cancellationToken, "sha256sum", path).ConfigureAwait(false);
        var size = await shell.RunAsync(cancellationToken, "stat", "-c", "%s", path).ConfigureAwait(false);
        var created = DateTimeOffset.TryParse(verified.Text("createdAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : DateTimeOffset.UtcNow;
        return new(name, long.Parse(size.Trim(), CultureInfo.InvariantCulture), created)
        {
            Sha256 = hash.Split(' ')[0],
            OpenClawVersion = verified.Text("runtimeVersion") ?? "",
        };
    }

    private static void CheckName(string name)
    {
        if (!NamePattern().IsMatch(name))
            throw new ArgumentException("Lower-case letters, digits and hyphens.", nameof(name));
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex("""^(?<size>\d+) (?<time>\d+) .*/(?<name>[a-z0-9][a-z0-9-]*)\.tar\.gz$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ArchiveLine();
}
