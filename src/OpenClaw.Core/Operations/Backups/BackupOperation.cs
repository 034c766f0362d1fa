using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>Saves an instance's state to a file on this machine.</summary>
public static class BackupOperation
{
    private const string ArchiveName = "outgoing";
    private static readonly TimeSpan CleanUpWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Has OpenClaw save its state while it goes on, carries the archive here through the API server, and makes one file of it and a manifest.
    /// The file gets its name when it is whole, was read back, and has the hash the pod told. The instance's Secret is not in it; what OpenClaw
    /// keeps in its state is, credentials of channels included. Offline, OpenClaw is stopped instead, and its files are saved as they lie there.
    /// </summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="options">Where to.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it; no file is left then.</param>
    /// <returns>The backup, or null when the caller did not want it.</returns>
    /// <exception cref="OpenClawException">
    /// There is no such instance, it is not ready, somebody else is at work on it, or the file is there (<see cref="ErrorKind.AlreadyExists"/>) or
    /// cannot be written.
    /// </exception>
    public static async Task<OpenClawBackup?> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, BackupOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Passphrase is { Length: 0 })
            throw new OpenClawException(nameof(BackupMessages.PassphraseEmpty), ErrorKind.InvalidArgument, BackupMessages.PassphraseEmpty, options.Path);
        var path = FileOf(options, instanceName, ns, context.Time.GetUtcNow());
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        return await RunAsync(client, cluster, new(instanceName, ns), path, options, context, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<OpenClawBackup?> RunAsync(
        IKubernetesClient client, OpenClawCluster cluster, InstanceNames names, string path, BackupOptions options, OperationContext context,
        CancellationToken cancellationToken)
    {
        var state = await InstalledState.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
        var install = new InstallContext(client, cluster, state.Options, state.Config, context, context.Time)
        {
            Activity = MessageText.Format(BackupMessages.ActivityBackup, $"{names.Namespace}/{names.Name}"),
            GivesUp = true,
        };
        var (marks, secrets) = (DeclaredObject.MarksOf(state), InstanceSecrets.Decode(state.StoredSecret).Values);
        var volume = new VolumeBackup(install, marks, secrets);
        if (options.Offline && state.Options.Ephemeral)
            throw new OpenClawException(
                nameof(BackupMessages.BackupEphemeral), ErrorKind.NotSupported, MessageText.Format(BackupMessages.BackupEphemeral, install.Instance), install.Instance);
        if (!options.Offline)
            await volume.GatewayAsync(cancellationToken).ConfigureAwait(false);
        var action = options.Offline ? BackupMessages.ActionBackupOffline : BackupMessages.ActionBackup;
        if (!await context.ShouldChange(path, MessageText.Format(action, install.Instance, cluster.Name), cancellationToken).ConfigureAwait(false))
            return null;
        OpenClawBackup? made = null;
        try
        {
            await InstanceLock.RunAsync(
                install, new(),
                async token => made = options.Offline
                    ? await RunOfflineAsync(install, new(install, marks, secrets), state, path, options, token).ConfigureAwait(false)
                    : await RunAsync(install, volume, state, path, options, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            if (options.Passphrase is null)
                context.Verbose(BackupMessages.BackupIsOpen);
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OpenClawException(
                nameof(BackupMessages.BackupNotWritten), ErrorKind.OperationFailed, MessageText.Format(BackupMessages.BackupNotWritten, path, e.Message), path, e);
        }
        finally
        {
            context.ProgressCompleted(install.Activity);
        }
    }

    private static async Task<OpenClawBackup> RunAsync(
        InstallContext install, VolumeBackup volume, InstalledState state, string path, BackupOptions options, CancellationToken cancellationToken)
    {
        install.Progress(BackupMessages.ProgressCreate, 0);
        var archive = await volume.CreateAsync(ArchiveName, cancellationToken).ConfigureAwait(false);
        try
        {
            return await WriteAsync(install, state, archive, volume.GatewayAsync, path, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await RemoveAsync(install, token => volume.DeleteAsync(ArchiveName, token)).ConfigureAwait(false);
        }
    }

    private static async Task<OpenClawBackup> RunOfflineAsync(
        InstallContext install, GatewayControl control, InstalledState state, string path, BackupOptions options, CancellationToken cancellationToken)
    {
        OpenClawBackup? made = null;
        await new OfflineVolume(install, control).RunAsync(
            async (shell, token) =>
            {
                install.Progress(BackupMessages.ProgressArchive, 45);
                var archive = await FileArchive.CreateAsync(shell, install, token).ConfigureAwait(false);
                try
                {
                    made = await WriteAsync(install, state, archive, _ => Task.FromResult(shell), path, options, token).ConfigureAwait(false);
                }
                finally
                {
                    await RemoveAsync(install, stop => FileArchive.DeleteAsync(shell, stop)).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return made!;
    }

    private static async Task<OpenClawBackup> WriteAsync(
        InstallContext install, InstalledState state, VolumeArchive archive, Func<CancellationToken, Task<VolumeShell>> find, string path,
        BackupOptions options, CancellationToken cancellationToken)
    {
        var manifest = Describe(install, state, archive);
        var writer = await BackupWriter.CreateAsync(path, options.Passphrase, manifest, cancellationToken).ConfigureAwait(false);
        await using var _ = writer.ConfigureAwait(false);
        await new VolumeTransfer(install).DownloadAsync(find, archive, writer.Content, cancellationToken).ConfigureAwait(false);
        var hash = "";
        await writer.CompleteAsync(
            archive.Bytes,
            async file =>
            {
                install.Progress(BackupMessages.ProgressReadBack, 100);
                await new BackupReader(path, options.Passphrase) { ActualPath = file }.VerifyAsync(static (_, _) => { }, cancellationToken).ConfigureAwait(false);
                hash = await HashAsync(file, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return Result(manifest, path, hash, options.Passphrase is not null);
    }

    /// <summary>What a file that holds a manifest is to the user.</summary>
    internal static OpenClawBackup Result(BackupManifest manifest, string path, string hash, bool encrypted) => new()
    {
        Path = path,
        Bytes = new FileInfo(path).Length,
        Sha256 = hash,
        Encrypted = encrypted,
        Created = manifest.Created,
        InstanceName = manifest.Instance,
        Namespace = manifest.Namespace,
        ClusterName = manifest.Cluster,
        OpenClawVersion = manifest.OpenClawVersion,
        LiteLLMImage = manifest.LiteLLMImage,
        Revision = manifest.Revision,
        StateBytes = manifest.State.Bytes,
    };

    private static BackupManifest Describe(InstallContext install, InstalledState state, VolumeArchive archive) => new()
    {
        Format = BackupManifest.FormatName,
        Version = archive.Layout is null ? BackupManifest.FirstVersion : BackupManifest.NewestVersion,
        Created = archive.Created,
        Instance = install.Names.Name,
        Namespace = install.Names.Namespace,
        Cluster = install.Cluster.Name,
        OpenClawVersion = archive.OpenClawVersion,
        OpenClawImage = state.Options.OpenClawImage,
        LiteLLMImage = state.Options.LiteLLMImage,
        Revision = state.History.Current?.Number,
        RevisionData = state.History.Current?.Data is { } data
            ? JsonSerializer.SerializeToNode(data, RevisionJsonContext.Default.RevisionData) as JsonObject : null,
        State = new(BackupWriter.StateName, archive.Bytes, archive.Sha256, archive.Layout),
    };

    private static async Task RemoveAsync(InstallContext install, Func<CancellationToken, Task> delete)
    {
        using var limit = new CancellationTokenSource(CleanUpWithin, install.Time);
        try
        {
            await delete(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenClawException or OperationCanceledException)
        {
            install.Operation.Debug($"The archive on the volume was left for the next backup to replace: {e.Message}");
        }
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        var stream = File.OpenRead(file);
        await using var _ = stream.ConfigureAwait(false);
        return Convert.ToHexString(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false)).ToLowerInvariant();
    }

    private static string FileOf(BackupOptions options, string name, string ns, DateTimeOffset now)
    {
        var path = options.Path;
        if (Directory.Exists(path))
        {
            var extension = options.Passphrase is null ? "tar" : "tar.enc";
            path = Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{ns}-{name}-{now:yyyyMMdd'T'HHmmss'Z'}.{extension}"));
        }
        else if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new OpenClawException(
                nameof(BackupMessages.BackupNoFolder), ErrorKind.NotFound, MessageText.Format(BackupMessages.BackupNoFolder, path, Path.GetDirectoryName(path)), path);
        }

        if (File.Exists(path) && !options.Force)
            throw new OpenClawException(
                nameof(BackupMessages.BackupFileExists), ErrorKind.AlreadyExists, MessageText.Format(BackupMessages.BackupFileExists, path), path);
        return path;
    }
}
