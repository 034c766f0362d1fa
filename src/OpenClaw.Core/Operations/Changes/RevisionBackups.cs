using System.Globalization;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Backups;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Changes;

/// <summary>Backups of OpenClaw's state around a change of its version, which migrates it one way: one for each revision that was left for another version.</summary>
/// <param name="install">The instance as it is to run.</param>
/// <param name="secrets">The values of its Secret.</param>
internal sealed class RevisionBackups(InstallContext install, InstanceSecrets secrets)
{
    private const string Prefix = "revision-";

    private readonly VolumeBackup _volume = new(install, secrets.Versions(), secrets.Values.Values);

    /// <summary>Backs the state up and notes that on the revision it belongs to; OpenClaw goes on meanwhile.</summary>
    /// <param name="revision">The revision that is left.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The backup's name.</returns>
    /// <exception cref="OpenClawException">It cannot be backed up (<c>ChangeWithoutBackup</c>).</exception>
    public async Task<string> CreateAsync(Revision revision, CancellationToken cancellationToken)
    {
        var name = Prefix + revision.Number.ToString(CultureInfo.InvariantCulture);
        try
        {
            await _volume.CreateAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e)
        {
            throw new OpenClawException(
                nameof(ChangeMessages.ChangeWithoutBackup), e.Kind, MessageText.Format(ChangeMessages.ChangeWithoutBackup, install.Instance, e.Message),
                install.Instance, e);
        }
        await NoteAsync(revision, name, cancellationToken).ConfigureAwait(false);
        install.Operation.Verbose(MessageText.Format(ChangeMessages.StateBackedUp, revision.Number, name));
        return name;
    }

    /// <summary>Puts a backup's state in the place of the one there is, and starts OpenClaw with it as the instance is to run.</summary>
    /// <param name="name">The backup's name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task RestoreAsync(string name, CancellationToken cancellationToken) => _volume.RestoreAsync(name, cancellationToken);

    /// <summary>Removes the backups of revisions that are no longer kept. That it cannot is no reason to fail.</summary>
    /// <param name="kept">The revisions that are.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task PruneAsync(IEnumerable<Revision> kept, CancellationToken cancellationToken)
    {
        var wanted = kept.Select(static r => r.StateBackup).ToHashSet();
        try
        {
            foreach (var archive in await _volume.ListAsync(cancellationToken).ConfigureAwait(false))
                if (archive.Name.StartsWith(Prefix, StringComparison.Ordinal) && !wanted.Contains(archive.Name))
                    await _volume.DeleteAsync(archive.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e)
        {
            install.Operation.Debug($"Backups of revisions that are no longer kept are left: {e.Message}");
        }
    }

    private async Task NoteAsync(Revision revision, string name, CancellationToken cancellationToken)
    {
        if (await install.Client.GetAsync(revision.Name, cancellationToken).ConfigureAwait(false) is not { } live)
            return;
        var metadata = live.Child("metadata")!;
        if (metadata.Child("annotations") is not { } annotations)
            metadata["annotations"] = annotations = [];
        annotations[Revision.StateBackupAnnotation] = name;
        await install.Client.ReplaceAsync(live, InstanceContext.FieldManager, cancellationToken).ConfigureAwait(false);
    }
}
