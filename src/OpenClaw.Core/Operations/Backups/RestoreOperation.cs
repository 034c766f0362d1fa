using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Backups;

/// <summary>Puts the state of a backup into an installed instance: the one it is of, or another.</summary>
public static class RestoreOperation
{
    /// <summary>
    /// Checks all of the file, then the versions, then asks; carries the archive to the instance's volume while OpenClaw runs, has OpenClaw
    /// verify and unpack it beside its state, and only then stops it, exchanges the two, and starts it again. When it does not become ready
    /// with the restored state, the one that was there is put back. The instance keeps its own token, keys, model config and images.
    /// </summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="options">What to restore.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it; one state or the other is in place then as a whole, and running this again finishes it.</param>
    /// <returns>The instance afterwards, or null when the caller did not want it.</returns>
    /// <exception cref="OpenClawException">
    /// The file cannot be used, the instance is not there or runs an older OpenClaw (<c>RestoreVersionTooOld</c>), somebody else is at work on it,
    /// or it was not ready with the state (<c>RestoreUndone</c>).
    /// </exception>
    public static async Task<OpenClawInstance?> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, RestoreOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return await RunAsync(
            async token => new KubernetesClient(await cluster.ConnectAsync(token).ConfigureAwait(false), context), cluster, new(instanceName, ns), options,
            context, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<OpenClawInstance?> RunAsync(
        Func<CancellationToken, Task<IKubernetesClient>> connect, OpenClawCluster cluster, InstanceNames names, RestoreOptions options,
        OperationContext context, CancellationToken cancellationToken)
    {
        var activity = MessageText.Format(BackupMessages.ActivityRestore, $"{names.Namespace}/{names.Name}");
        try
        {
            var reader = new BackupReader(options.Path, options.Passphrase);
            var progress = new TransferProgress(context, context.Time, activity, BackupMessages.ProgressCheckFile);
            var manifest = await reader.VerifyAsync(progress.Report, cancellationToken).ConfigureAwait(false);
            using var client = await connect(cancellationToken).ConfigureAwait(false);
            var state = await ReadTargetAsync(client, names, manifest, cancellationToken).ConfigureAwait(false);
            var install = new InstallContext(
                client, cluster, state.Options with { Timeout = options.Timeout }, state.Config, context, context.Time)
            {
                Activity = activity,
            };
            return await RunAsync(install, state, reader, manifest, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            context.ProgressCompleted(activity);
        }
    }

    private static async Task<OpenClawInstance?> RunAsync(
        InstallContext install, InstalledState state, BackupReader reader, BackupManifest manifest, CancellationToken cancellationToken)
    {
        if (ImageReference.TryParse(install.Options.OpenClawImage)?.Tag is { } tag)
            RequireVersion(manifest.OpenClawVersion, tag, install);
        var action = MessageText.Format(
            BackupMessages.ActionRestore, $"{manifest.Namespace}/{manifest.Instance}", manifest.Created.ToLocalTime(), manifest.OpenClawVersion,
            TransferProgress.Size(manifest.State.Bytes));
        if (!await install.Operation.ShouldChange($"{install.Instance} ({install.Cluster.Name})", action, cancellationToken).ConfigureAwait(false))
            return null;
        var control = new GatewayControl(install, DeclaredObject.MarksOf(state), InstanceSecrets.Decode(state.StoredSecret).Values);
        await InstanceLock.RunAsync(
            install, new(),
            token => new VolumeRestore(install, control) { Layout = manifest.State.Layout }.RunAsync(
                async (shell, stop) =>
                {
                    // What the image's tag says may not be what runs.
                    RequireVersion(manifest.OpenClawVersion, await shell.VersionAsync(stop).ConfigureAwait(false), install);
                    return await new VolumeTransfer(install).UploadAsync(shell, reader, manifest.State, stop).ConfigureAwait(false);
                },
                token),
            cancellationToken).ConfigureAwait(false);
        install.Operation.Verbose(MessageText.Format(BackupMessages.Restored, install.Instance, manifest.Created.ToLocalTime()));
        var found = await InstanceReader.ReadAsync(install.Client, install.Cluster, install.Names.Namespace, install.Names.Name, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? found[0] with { Changed = true } : null;
    }

    private static async Task<InstalledState> ReadTargetAsync(
        IKubernetesClient client, InstanceNames names, BackupManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return await InstalledState.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e) when (e.ErrorId == nameof(InstallMessages.InstanceNotFound))
        {
            throw new OpenClawException(
                nameof(BackupMessages.RestoreNotInstalled), ErrorKind.NotFound,
                MessageText.Format(BackupMessages.RestoreNotInstalled, names.Name, names.Namespace, client.Name, manifest.OpenClawImage), names.Name, e);
        }
    }

    private static void RequireVersion(string ofBackup, string running, InstallContext install)
    {
        if (CalendarVersion.TryParse(ofBackup) is { } saved && CalendarVersion.TryParse(running) is { } there && saved.CompareTo(there) > 0)
            throw new OpenClawException(
                nameof(BackupMessages.RestoreVersionTooOld), ErrorKind.NotSupported,
                MessageText.Format(BackupMessages.RestoreVersionTooOld, ofBackup, install.Instance, running, install.Names.Name, install.Names.Namespace), install.Instance);
    }
}
