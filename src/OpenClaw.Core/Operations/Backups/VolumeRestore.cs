using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>
/// One restore: unpack beside the state, stop, exchange, start, clean up. Two names tell a later run how far a killed one came: the mark in
/// a state that has not been ready yet, and the folder of the state it replaced.
/// </summary>
/// <param name="install">The instance, as it is to run afterwards.</param>
/// <param name="control">Stops and starts it.</param>
internal sealed class VolumeRestore(InstallContext install, GatewayControl control)
{
    /// <summary>A file in a state that was restored and has not been ready yet.</summary>
    public const string Mark = ".restored-not-yet-ready";

    /// <summary>The folder for archives that are being brought, in the folder of backups.</summary>
    public const string Incoming = "incoming";

    private const string Staging = "staging";
    private const string Dropped = "dropped";
    private const int Attempts = 3;

    /// <summary>What OpenClaw leaves out of its archives because it can be installed again.</summary>
    public static readonly IReadOnlyList<string> Rebuildable = ["npm", "npm-runtime", "git", "tools"];

    /// <summary>How the archive is made, as <see cref="BackupContent.Layout"/>.</summary>
    public string? Layout { get; init; }

    /// <summary>Runs it.</summary>
    /// <param name="provide">Brings the archive to where the container it is given sees it, checks it, and returns its path there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(Func<VolumeShell, CancellationToken, Task<string>> provide, CancellationToken cancellationToken)
    {
        if (install.Options.Ephemeral)
            throw new OpenClawException(
                nameof(BackupMessages.StateEphemeral), ErrorKind.NotSupported, MessageText.Format(BackupMessages.StateEphemeral, install.Instance), install.Instance);
        string? unpacked = null;
        // While it runs it need not be stopped for long.
        if (await control.FindReadyPodAsync(cancellationToken).ConfigureAwait(false) is { } pod)
        {
            var gateway = VolumeShell.OfGateway(install, pod);
            await FinishAsync(gateway, cancellationToken).ConfigureAwait(false);
            unpacked = await UnpackAsync(gateway, provide, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var uid = await control.StopAsync(cancellationToken).ConfigureAwait(false);
            await WithVolumeAsync(uid, async shell =>
            {
                unpacked ??= await UnpackAsync(shell, provide, cancellationToken).ConfigureAwait(false);
                install.Progress(BackupMessages.ProgressExchange, 55);
                await RepeatAsync(() => ExchangeAsync(shell, unpacked, cancellationToken)).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await control.ReleaseAsync().ConfigureAwait(false);
            throw;
        }

        await StartAsync(cancellationToken).ConfigureAwait(false);
        if (await control.FindReadyPodAsync(cancellationToken).ConfigureAwait(false) is { } restored)
            await FinishAsync(VolumeShell.OfGateway(install, restored), cancellationToken).ConfigureAwait(false);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await control.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e) when (e.Kind == ErrorKind.Timeout)
        {
            install.Operation.Warning(MessageText.Format(BackupMessages.RestoreUndoing, install.Instance));
            await UndoAsync(cancellationToken).ConfigureAwait(false);
            throw new OpenClawException(
                nameof(BackupMessages.RestoreUndone), ErrorKind.OperationFailed,
                MessageText.Format(BackupMessages.RestoreUndone, install.Instance, e.Message), install.Instance, e);
        }
    }

    private async Task UndoAsync(CancellationToken cancellationToken)
    {
        try
        {
            var uid = await control.StopAsync(cancellationToken).ConfigureAwait(false);
            await WithVolumeAsync(uid, shell => RepeatAsync(() => PutBackAsync(shell, cancellationToken)), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await control.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async Task WithVolumeAsync(string deploymentUid, Func<VolumeShell, Task> work, CancellationToken cancellationToken)
    {
        var pod = await VolumePodRun.StartAsync(install, deploymentUid, cancellationToken).ConfigureAwait(false);
        await using var _ = pod.ConfigureAwait(false);
        await work(pod.Shell).ConfigureAwait(false);
    }

    /// <summary>Has OpenClaw verify and unpack the archive; the result is the new state's path from the folder of backups.</summary>
    private async Task<string> UnpackAsync(
        VolumeShell shell, Func<VolumeShell, CancellationToken, Task<string>> provide, CancellationToken cancellationToken)
    {
        await shell.RunAsync(cancellationToken, "mkdir", "-p", shell.Folder).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "rm", "-rf", $"{shell.Folder}/{Staging}").ConfigureAwait(false);
        var archive = await provide(shell, cancellationToken).ConfigureAwait(false);
        install.Progress(BackupMessages.ProgressUnpack, 30);
        var state = await UnpackAsync(shell, archive, $"{shell.Folder}/{Staging}", cancellationToken).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "touch", $"{shell.Folder}/{Staging}/{state}/{Mark}").ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "sync").ConfigureAwait(false);
        return $"{Staging}/{state}";
    }

    private async Task<string> UnpackAsync(VolumeShell shell, string archive, string target, CancellationToken cancellationToken)
    {
        if (Layout == FileArchive.Layout)
        {
            await FileArchive.UnpackAsync(shell, archive, $"{target}/{VolumePod.State}", cancellationToken).ConfigureAwait(false);
            return VolumePod.State;
        }

        var answer = await shell.OpenClawAsync(cancellationToken, "backup", "restore", archive, "--target", target).ConfigureAwait(false);
        var root = Safe(answer.Text("archiveRoot"));
        return Safe(StateIn(await shell.RunAsync(cancellationToken, "cat", $"{target}/{root}/manifest.json").ConfigureAwait(false)));
    }

    // Each step leaves a whole state in place, or none and the previous one where the pod's start finds it.
    private static async Task ExchangeAsync(VolumeShell shell, string unpacked, CancellationToken cancellationToken)
    {
        var (next, previous, dropped) = ($"{shell.Folder}/{unpacked}", $"{shell.Folder}/{VolumePod.PreviousState}", $"{shell.Folder}/{Dropped}");
        var isMarked = await shell.ExistsAsync($"{shell.State}/{Mark}", cancellationToken).ConfigureAwait(false);
        if (isMarked && !await shell.ExistsAsync(next, cancellationToken).ConfigureAwait(false))
            return;
        await shell.RunAsync(cancellationToken, "rm", "-rf", dropped).ConfigureAwait(false);
        if (isMarked && await shell.ExistsAsync(previous, cancellationToken).ConfigureAwait(false))
            await shell.RunAsync(cancellationToken, "mv", shell.State, dropped).ConfigureAwait(false);
        if (await shell.ExistsAsync(shell.State, cancellationToken).ConfigureAwait(false))
        {
            await shell.RunAsync(cancellationToken, "rm", "-rf", previous).ConfigureAwait(false);
            await shell.RunAsync(cancellationToken, "mv", shell.State, previous).ConfigureAwait(false);
        }

        foreach (var name in Rebuildable)
            if (await shell.ExistsAsync($"{previous}/{name}", cancellationToken).ConfigureAwait(false)
                && !await shell.ExistsAsync($"{next}/{name}", cancellationToken).ConfigureAwait(false))
                await shell.RunAsync(cancellationToken, "cp", "-al", $"{previous}/{name}", $"{next}/{name}").ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "mv", next, shell.State).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "rm", "-rf", dropped).ConfigureAwait(false);
    }

    private static async Task PutBackAsync(VolumeShell shell, CancellationToken cancellationToken)
    {
        var (previous, dropped) = ($"{shell.Folder}/{VolumePod.PreviousState}", $"{shell.Folder}/{Dropped}");
        if (!await shell.ExistsAsync(previous, cancellationToken).ConfigureAwait(false))
            return;
        await shell.RunAsync(cancellationToken, "rm", "-rf", dropped).ConfigureAwait(false);
        if (await shell.ExistsAsync(shell.State, cancellationToken).ConfigureAwait(false))
            await shell.RunAsync(cancellationToken, "mv", shell.State, dropped).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "mv", previous, shell.State).ConfigureAwait(false);
        await shell.RunAsync(cancellationToken, "rm", "-rf", dropped).ConfigureAwait(false);
    }

    // The gateway is ready with the state that is in place: what it replaced is no longer needed. The mark goes first.
    private static async Task FinishAsync(VolumeShell gateway, CancellationToken cancellationToken)
    {
        await gateway.RunAsync(cancellationToken, "rm", "-f", $"{gateway.State}/{Mark}").ConfigureAwait(false);
        foreach (var name in (string[])[VolumePod.PreviousState, Incoming, Staging, Dropped])
            await gateway.RunAsync(cancellationToken, "rm", "-rf", $"{gateway.Folder}/{name}").ConfigureAwait(false);
    }

    // Every step may be repeated when nobody knows whether it was done.
    private async Task RepeatAsync(Func<Task> work)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                await work().ConfigureAwait(false);
                return;
            }
            catch (OpenClawException e) when (e.Kind == ErrorKind.ConnectionError && attempt < Attempts)
            {
                install.Operation.Debug($"Repeated: {e.Message}");
            }
    }

    private string StateIn(string manifest)
    {
        try
        {
            var assets = (JsonNode.Parse(manifest) as JsonObject).Children("assets");
            if (assets.FirstOrDefault(static a => a.Text("kind") == "state").Text("archivePath") is { } path)
                return path;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            install.Operation.Debug($"The archive's manifest cannot be read: {e.Message}");
        }

        throw Unusable();
    }

    private string Safe(string? path) => path is { Length: > 0 } && !path.StartsWith('/') && !path.Split('/').Contains("..") ? path : throw Unusable();

    private OpenClawException Unusable() => new(
        nameof(BackupMessages.ArchiveWithoutState), ErrorKind.InvalidData, BackupMessages.ArchiveWithoutState, install.Instance);
}
