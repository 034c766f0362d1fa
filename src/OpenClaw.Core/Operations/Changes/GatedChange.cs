using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Checks;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Changes;

/// <summary>
/// A change that stays only when it is proven: what is there is noted, the change applied, both programs waited for and a chat had; when one
/// of these fails, what was there is put back. The note stays in the cluster until either is done, so that after a kill the next run knows
/// what was proven last.
/// </summary>
/// <param name="instance">The instance.</param>
/// <param name="request">What is wanted.</param>
/// <param name="holder">Who works.</param>
internal sealed class GatedChange(InstanceContext instance, ChangeRequest request, LeaseHolder holder)
{
    private readonly OperationContext _operation = instance.Operation;
    private readonly string _activity = MessageText.Format(ChangeMessages.ActivityChange, request.What, instance.Instance);
    private string? _checkedVersion;

    /// <summary>Changes the instance.</summary>
    /// <param name="cancellationToken">Stops it where it is; running it again goes on from the state that was proven last.</param>
    /// <returns>The instance as it is afterwards.</returns>
    /// <exception cref="OpenClawException">The change failed and was taken back (<c>ChangeTakenBack</c>), or could not even be taken back
    /// (<c>ChangeNotTakenBack</c>), or nothing was changed because of what the message says.</exception>
    public async Task<OpenClawInstance> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _operation.Progress(_activity, InstallMessages.ProgressCompare, 5);
            var proven = await ProvenState.ReadAsync(instance.Client, instance.Names, cancellationToken).ConfigureAwait(false);
            var target = request.Target(proven);
            var install = Context(target.Options, target.Config, new(target.Secrets, null));
            var plan = await new InstallPlanner(install).PlanAsync(cancellationToken).ConfigureAwait(false);
            if (_operation.WhatIf)
            {
                await InstallPreview.ShowAsync(plan, install, cancellationToken).ConfigureAwait(false);
                return await ReadAsync(changed: false, cancellationToken).ConfigureAwait(false);
            }
            if (plan.Count == 0 && target.Backup is null)
            {
                _operation.Verbose(MessageText.Format(InstallMessages.NothingToChange, instance.Instance));
                return await ReadAsync(changed: false, cancellationToken).ConfigureAwait(false);
            }
            var action = request.Options.SkipChat
                ? MessageText.Format(ChangeMessages.ActionWithoutChat, request.Action)
                : MessageText.Format(ChangeMessages.ActionWithChat, request.Action, TestOptions.ChatPromptTokens);
            if (!await _operation.ShouldChange($"{instance.Instance} ({instance.Cluster.Name})", action, cancellationToken).ConfigureAwait(false))
                return await ReadAsync(changed: false, cancellationToken).ConfigureAwait(false);
            _operation.Progress(_activity, InstallMessages.ProgressLock, 10);
            await InstanceLock.RunAsync(instance, holder, ChangeAsync, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(changed: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _operation.ProgressCompleted(_activity);
        }
    }

    /// <summary>
    /// Takes back a change that never ended, where OpenClaw's state may be another version's than the one that is to run now. Who calls it
    /// holds the instance's lock.
    /// </summary>
    /// <param name="image">The image that is to run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>True when something was taken back.</returns>
    public async Task<bool> TakeBackPendingAsync(string image, CancellationToken cancellationToken)
    {
        var proven = await ProvenState.ReadAsync(instance.Client, instance.Names, cancellationToken).ConfigureAwait(false);
        if (proven.Pending is not { Backup: not null } pending || pending.OpenClawImage == image)
            return false;
        _operation.Warning(MessageText.Format(ChangeMessages.PendingTakenBack, pending.What, pending.Started.LocalDateTime, proven.Revision.Number));
        var install = await PutBackAsync(proven, pending, cancellationToken).ConfigureAwait(false);
        await EndAsync(install, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        // Only what is seen under the lock counts.
        var proven = await ProvenState.ReadAsync(instance.Client, instance.Names, cancellationToken).ConfigureAwait(false);
        if (proven.Pending is { } pending)
            _operation.Verbose(MessageText.Format(ChangeMessages.PendingFound, pending.What, pending.Started.LocalDateTime, proven.Revision.Number));
        var target = request.Target(proven);
        _checkedVersion = await CheckImageAsync(proven, target, cancellationToken).ConfigureAwait(false);
        await RemoveUnprovenAsync(proven, RevisionData.From(target.Options, target.Config), cancellationToken).ConfigureAwait(false);
        var record = await RecordAsync(proven, target, cancellationToken).ConfigureAwait(false);
        var install = Context(target.Options, target.Config, new(target.Secrets, record.ToJson()));
        try
        {
            await ApplyAsync(install, BackupFor(proven, target), cancellationToken).ConfigureAwait(false);
            await ProveAsync(target.Endpoints, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e)
        {
            throw await TakeBackAsync(proven, record, e, cancellationToken).ConfigureAwait(false);
        }
        await EndAsync(install, cancellationToken).ConfigureAwait(false);
        if (ChangesVersion(proven, target))
            await PruneBackupsAsync(install, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> CheckImageAsync(ProvenState proven, ChangeTarget target, CancellationToken cancellationToken)
    {
        if (!ChangesVersion(proven, target))
            return null;
        var name = new ResourceName(ResourceKind.Deployment, instance.Names.Namespace, instance.Names.OpenClaw);
        var live = await instance.Client.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (!ImageCheck.IsNeeded(live, target.Options.OpenClawImage))
            return null;
        var install = Context(target.Options, target.Config, new(target.Secrets, null));
        return await new ImageCheck(install).RunAsync(live!, cancellationToken).ConfigureAwait(false);
    }

    private static bool ChangesVersion(ProvenState proven, ChangeTarget target) => proven.Installed.Options.OpenClawImage != target.Options.OpenClawImage;

    private async Task PruneBackupsAsync(InstallContext install, CancellationToken cancellationToken)
    {
        var state = await InstalledState.ReadAsync(instance.Client, instance.Names, cancellationToken).ConfigureAwait(false);
        var secrets = InstanceSecrets.Plan(state.StoredSecret, install.Config);
        await new RevisionBackups(install, secrets).PruneAsync(state.History.Revisions, cancellationToken).ConfigureAwait(false);
    }

    // A state that a version which never proved itself may have migrated is no other version's to read.
    private static string? BackupFor(ProvenState proven, ChangeTarget target) =>
        target.Backup ?? (proven.Pending is { } pending && pending.OpenClawImage != target.Options.OpenClawImage ? pending.Backup : null);

    private async Task<ChangeRecord> RecordAsync(ProvenState proven, ChangeTarget target, CancellationToken cancellationToken)
    {
        var backup = proven.Pending?.Backup;
        if (ChangesVersion(proven, target) && backup is null && !proven.Installed.Options.Ephemeral && !request.Options.SkipBackup)
        {
            _operation.Progress(_activity, ChangeMessages.ProgressBackup, 15);
            var secrets = InstanceSecrets.Plan(proven.Installed.StoredSecret, proven.Installed.Config);
            var running = Context(proven.Installed.Options, proven.Installed.Config, new(proven.Secrets, null));
            backup = await new RevisionBackups(running, secrets).CreateAsync(proven.Revision, cancellationToken).ConfigureAwait(false);
        }
        return new(request.What, proven.Revision.Number, target.Options.OpenClawImage, backup, proven.Pending?.Started ?? instance.Time.GetUtcNow());
    }

    private async Task RemoveUnprovenAsync(ProvenState proven, RevisionData? wanted, CancellationToken cancellationToken)
    {
        foreach (var revision in proven.Installed.History.Revisions)
            if (revision.Number > proven.Revision.Number && (wanted is null || !revision.Holds(wanted)))
                await instance.Client.DeleteAsync(revision.Name, cancellationToken).ConfigureAwait(false);
    }

    // LiteLLM first: its pods overlap, so that all but OpenClaw's own restart is over before OpenClaw goes down, and what LiteLLM does not
    // survive never reaches OpenClaw.
    private async Task ApplyAsync(InstallContext install, string? backup, CancellationToken cancellationToken)
    {
        var (planner, steps) = (new InstallPlanner(install), new InstallSteps(install));
        var plan = await planner.PlanAsync(cancellationToken).ConfigureAwait(false);
        await steps.StoreSecretAsync(plan.StoredSecret, plan.Secrets, cancellationToken).ConfigureAwait(false);
        await steps.ApplyAsync(plan, DesiredState.SupportRank, cancellationToken).ConfigureAwait(false);
        install.Progress(ChangeMessages.ProgressLiteLLM, 30);
        await steps.ApplyAsync(Deployments(plan, gateway: false), cancellationToken).ConfigureAwait(false);
        await steps.StoreRevisionAsync(plan, cancellationToken).ConfigureAwait(false);
        await WaitAsync(install, plan, OpenClawProgram.LiteLLM, cancellationToken).ConfigureAwait(false);
        if (backup is not null)
        {
            install.Progress(ChangeMessages.ProgressRestore, 50);
            await new RevisionBackups(install, plan.Secrets).RestoreAsync(backup, cancellationToken).ConfigureAwait(false);
            plan = await planner.PlanAsync(cancellationToken).ConfigureAwait(false);
        }
        install.Progress(ChangeMessages.ProgressOpenClaw, 60);
        await steps.ApplyAsync(Deployments(plan, gateway: true), cancellationToken).ConfigureAwait(false);
        await steps.PruneAsync(plan, cancellationToken).ConfigureAwait(false);
        await WaitAsync(install, plan, null, cancellationToken).ConfigureAwait(false);
    }

    private static Task WaitAsync(InstallContext install, InstallPlan plan, OpenClawProgram? program, CancellationToken cancellationToken) =>
        new RolloutWait(install, plan.Secrets.Values.Values, program).RunAsync(cancellationToken);

    private IEnumerable<PlannedChange> Deployments(InstallPlan plan, bool gateway) => plan.Changes.Where(
        c => c.Object.Rank == DesiredState.DeploymentRank && c.Object.Name.Name == instance.Names.OpenClaw == gateway);

    private async Task<string> ProveAsync(IReadOnlyList<string> endpoints, CancellationToken cancellationToken)
    {
        _operation.Progress(_activity, ChangeMessages.ProgressProof, 80);
        var seen = await new ChangeProof(instance, request.Options).RunAsync(endpoints, cancellationToken).ConfigureAwait(false);
        _operation.Verbose(MessageText.Format(ChangeMessages.Proven, seen));
        return seen;
    }

    private async Task<OpenClawException> TakeBackAsync(ProvenState proven, ChangeRecord record, OpenClawException failure, CancellationToken cancellationToken)
    {
        _operation.Warning(MessageText.Format(ChangeMessages.GoingBack, request.What, instance.Instance, proven.Revision.Number, failure.Message));
        _operation.Progress(_activity, MessageText.Format(ChangeMessages.ProgressBack, proven.Revision.Number), 85);
        var options = proven.Installed.Options;
        try
        {
            var install = await PutBackAsync(proven, record, cancellationToken).ConfigureAwait(false);
            var seen = await ProveBackAsync(cancellationToken).ConfigureAwait(false);
            await EndAsync(install, cancellationToken).ConfigureAwait(false);
            return new(
                nameof(ChangeMessages.ChangeTakenBack), failure.Kind,
                MessageText.Format(
                    ChangeMessages.ChangeTakenBack, request.What, instance.Instance, failure.Message, proven.Revision.Number,
                    options.OpenClawImage, options.LiteLLMImage, seen),
                instance.Instance, failure);
        }
        catch (OpenClawException e)
        {
            return new(
                nameof(ChangeMessages.ChangeNotTakenBack), failure.Kind,
                MessageText.Format(
                    ChangeMessages.ChangeNotTakenBack, request.What, instance.Instance, failure.Message, proven.Revision.Number, e.Message),
                instance.Instance, failure);
        }
    }

    private async Task<InstallContext> PutBackAsync(ProvenState proven, ChangeRecord record, CancellationToken cancellationToken)
    {
        var options = proven.Installed.Options;
        var install = Context(options, proven.Installed.Config, new(proven.Secrets, record.ToJson()));
        var now = await InstalledState.ReadAsync(instance.Client, instance.Names, cancellationToken).ConfigureAwait(false);
        await RemoveUnprovenAsync(proven with { Installed = now }, null, cancellationToken).ConfigureAwait(false);
        var migrated = await GatewayTrace.MayHaveRunAsync(instance, record.OpenClawImage, options.OpenClawImage, cancellationToken).ConfigureAwait(false);
        await ApplyAsync(install, migrated ? record.Backup : null, cancellationToken).ConfigureAwait(false);
        return install;
    }

    // What was there before is put back whether it works or not; the model may be what is out of order.
    private async Task<string> ProveBackAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ProveAsync([], cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e)
        {
            return MessageText.Format(ChangeMessages.BackUnproven, e.Message);
        }
    }

    private async Task EndAsync(InstallContext install, CancellationToken cancellationToken)
    {
        var state = await InstalledState.ReadAsync(instance.Client, instance.Names, cancellationToken).ConfigureAwait(false);
        var secrets = InstanceSecrets.Plan(state.StoredSecret, install.Config, state.History.Endpoints);
        await new InstallSteps(install).StoreSecretAsync(state.StoredSecret, secrets, cancellationToken).ConfigureAwait(false);
    }

    private InstallContext Context(InstallOptions options, OpenClawModelConfig config, SecretChange change) => new(
        instance.Client, instance.Cluster, options with { Timeout = request.Options.Timeout, ForceConflicts = request.Options.ForceConflicts },
        config, _operation, instance.Time)
    {
        Activity = _activity,
        GivesUp = true,
        SecretChange = change,
    };

    private async Task<OpenClawInstance> ReadAsync(bool changed, CancellationToken cancellationToken)
    {
        var found = await InstanceReader.ReadAsync(
            instance.Client, instance.Cluster, instance.Names.Namespace, instance.Names.Name, cancellationToken).ConfigureAwait(false);
        return (found.Count > 0 ? found[0] : throw new OpenClawException(
            nameof(InstallMessages.InstanceNotFound), ErrorKind.NotFound,
            MessageText.Format(InstallMessages.InstanceNotFound, instance.Names.Name, instance.Names.Namespace, instance.Cluster.Name),
            instance.Instance)) with
        { Changed = changed, OpenClawCheckedVersion = _checkedVersion };
    }
}
