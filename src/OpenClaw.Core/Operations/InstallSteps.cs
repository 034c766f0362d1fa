using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>The writes that bring a cluster to a plan; who uses them says in which order, and holds the instance's lock.</summary>
internal sealed class InstallSteps(InstallContext install)
{
    /// <summary>Applies the objects of a rank.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rank">The rank.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">Other field managers own fields (<see cref="ErrorKind.Conflict"/>).</exception>
    public Task ApplyAsync(InstallPlan plan, int rank, CancellationToken cancellationToken) =>
        ApplyAsync(plan.Changes.Where(c => c.Object.Rank == rank), cancellationToken);

    /// <summary>Applies objects, all at once.</summary>
    /// <param name="changes">The objects.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">Other field managers own fields (<see cref="ErrorKind.Conflict"/>).</exception>
    public async Task ApplyAsync(IEnumerable<PlannedChange> changes, CancellationToken cancellationToken)
    {
        var conflicts = await Task.WhenAll(changes.Select(async change =>
        {
            try
            {
                var options = new ApplyOptions(InstanceContext.FieldManager, install.Options.ForceConflicts);
                await ConflictingEntries.ApplyAsync(install.Client, change.Object.Manifest, options, cancellationToken).ConfigureAwait(false);
                install.Operation.Verbose(MessageText.Format(change.Live is null ? InstallMessages.Created : InstallMessages.Updated, change.Object.Name));
                return null;
            }
            catch (KubernetesException e) when (InstallPlanner.IsConflict(e))
            {
                return e;
            }
        })).ConfigureAwait(false);
        new InstallPlanner(install).ThrowConflicts(conflicts.OfType<KubernetesException>().ToList());
    }

    /// <summary>Stores what the Secret must hold.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">Somebody else wrote it meanwhile (<see cref="ErrorKind.ResourceBusy"/>).</exception>
    public Task StoreSecretAsync(InstallPlan plan, CancellationToken cancellationToken) =>
        StoreSecretAsync(plan.StoredSecret, plan.Secrets, cancellationToken);

    /// <summary>Stores what the Secret must hold.</summary>
    /// <param name="stored">The Secret as it was read, or null.</param>
    /// <param name="secrets">What it must hold.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">Somebody else wrote it meanwhile (<see cref="ErrorKind.ResourceBusy"/>).</exception>
    // Created with POST and replaced with the version that was read: a Secret somebody else just made is never overwritten.
    public async Task StoreSecretAsync(JsonObject? stored, InstanceSecrets secrets, CancellationToken cancellationToken)
    {
        if (secrets.Changes.Count == 0)
            return;
        var manifest = stored is null ? secrets.ToManifest(install.Names) : secrets.Into(stored);
        try
        {
            if (stored is null)
                await install.Client.CreateAsync(manifest, InstanceContext.FieldManager, cancellationToken).ConfigureAwait(false);
            else
                await install.Client.ReplaceAsync(manifest, InstanceContext.FieldManager, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Code == 409)
        {
            var name = $"Secret {install.Names.Namespace}/{install.Names.Secret}";
            throw new OpenClawException(
                nameof(InstallMessages.SecretChangedMeanwhile), ErrorKind.ResourceBusy,
                MessageText.Format(InstallMessages.SecretChangedMeanwhile, name), name, e);
        }
        install.Operation.Verbose(MessageText.Format(InstallMessages.SecretsStored, install.Names.Secret, string.Join(", ", secrets.Changes)));
    }

    /// <summary>Adds the state to the instance's history.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task StoreRevisionAsync(InstallPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Revision is not { } revision)
            return;
        await install.Client.CreateAsync(revision.Object, InstanceContext.FieldManager, cancellationToken).ConfigureAwait(false);
        install.Operation.Verbose(MessageText.Format(RevisionMessages.RevisionStored, revision.Number));
        foreach (var surplus in plan.History.Surplus)
            await install.Client.DeleteAsync(surplus.Name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes what is no longer wanted.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task PruneAsync(InstallPlan plan, CancellationToken cancellationToken)
    {
        foreach (var unwanted in plan.Prune)
            if (await install.Client.DeleteAsync(unwanted, cancellationToken).ConfigureAwait(false))
                install.Operation.Verbose(MessageText.Format(InstallMessages.Pruned, unwanted));
    }
}
