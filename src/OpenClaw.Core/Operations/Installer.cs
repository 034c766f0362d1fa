using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Changes;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>One run of an installation: plan, lock, apply, wait.</summary>
internal sealed class Installer(InstallContext install, LeaseHolder holder)
{
    private static readonly Version OldestServer = new(1, 20);

    private readonly OperationContext _operation = install.Operation;
    private readonly InstallPlanner _planner = new(install);
    private readonly InstallSteps _steps = new(install);
    private string? _checkedVersion;

    public async Task<OpenClawInstance> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            install.Progress(InstallMessages.ProgressCompare, 5);
            await RequireServerVersionAsync(cancellationToken).ConfigureAwait(false);
            WarnOfSmallLimits();
            var plan = await _planner.PlanAsync(cancellationToken).ConfigureAwait(false);
            await WarnOfNamespaceAsync(plan, cancellationToken).ConfigureAwait(false);
            if (_operation.WhatIf)
            {
                await InstallPreview.ShowAsync(plan, install, cancellationToken).ConfigureAwait(false);
                return await ReadAsync(changed: false, cancellationToken).ConfigureAwait(false);
            }
            if (plan.Count == 0)
            {
                _operation.Verbose(MessageText.Format(InstallMessages.NothingToChange, install.Instance));
                await WaitAsync(plan.Secrets, cancellationToken).ConfigureAwait(false);
                return await ReadAsync(changed: false, cancellationToken).ConfigureAwait(false);
            }
            var action = MessageText.Format(plan.NamespaceExists ? InstallMessages.ActionUpdate : InstallMessages.ActionInstall, plan.Count);
            if (!await _operation.ShouldChange($"{install.Instance} ({install.Cluster.Name})", action, cancellationToken).ConfigureAwait(false))
                return await ReadAsync(changed: false, cancellationToken).ConfigureAwait(false);
            await ApplyLockedAsync(plan, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(changed: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _operation.ProgressCompleted(install.Activity);
        }
    }

    private async Task ApplyLockedAsync(InstallPlan plan, CancellationToken cancellationToken)
    {
        install.Progress(InstallMessages.ProgressLock, 10);
        await _steps.ApplyAsync(plan, DesiredState.NamespaceRank, cancellationToken).ConfigureAwait(false);
        await InstanceLock.RunAsync(install, holder, ApplyAsync, cancellationToken).ConfigureAwait(false);
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        // Only what is seen under the lock counts: somebody else may have been at work just before.
        var plan = await _planner.PlanAsync(cancellationToken).ConfigureAwait(false);
        await CheckImageAsync(plan, cancellationToken).ConfigureAwait(false);
        if (InstanceSecrets.Decode(plan.StoredSecret).ContainsKey(InstanceSecrets.Record) && plan.History.Current is not null
            && await Pending().TakeBackPendingAsync(install.Options.OpenClawImage, cancellationToken).ConfigureAwait(false))
            plan = await _planner.PlanAsync(cancellationToken).ConfigureAwait(false);
        await _steps.StoreSecretAsync(plan, cancellationToken).ConfigureAwait(false);
        install.Progress(InstallMessages.ProgressApply, 20);
        await _steps.ApplyAsync(plan, DesiredState.SupportRank, cancellationToken).ConfigureAwait(false);
        await _steps.ApplyAsync(plan, DesiredState.DeploymentRank, cancellationToken).ConfigureAwait(false);
        // Before the wait: what does not come up has to be in the history to be undone.
        await _steps.StoreRevisionAsync(plan, cancellationToken).ConfigureAwait(false);
        await _steps.PruneAsync(plan, cancellationToken).ConfigureAwait(false);
        await WaitAsync(plan.Secrets, cancellationToken).ConfigureAwait(false);
    }

    // Who does not want to wait does not want to wait for an image either.
    private async Task CheckImageAsync(InstallPlan plan, CancellationToken cancellationToken)
    {
        var name = new ResourceName(ResourceKind.Deployment, install.Names.Namespace, install.Names.OpenClaw);
        var live = plan.Changes.FirstOrDefault(c => c.Object.Name == name)?.Live;
        if (!install.Options.NoWait && ImageCheck.IsNeeded(live, install.Options.OpenClawImage))
            _checkedVersion = await new ImageCheck(install).RunAsync(live!, cancellationToken).ConfigureAwait(false);
    }

    private GatedChange Pending()
    {
        var options = new ChangeOptions { Timeout = install.Options.Timeout, ForceConflicts = install.Options.ForceConflicts, SkipChat = true };
        return new(
            install, new(ChangeMessages.WhatInstall, static proven => new(proven.Installed.Options, proven.Installed.Config), options) { Action = "" }, holder);
    }

    private Task WaitAsync(InstanceSecrets secrets, CancellationToken cancellationToken) =>
        install.Options.NoWait ? Task.CompletedTask : new RolloutWait(install, secrets.Values.Values).RunAsync(cancellationToken);

    private async Task<OpenClawInstance> ReadAsync(bool changed, CancellationToken cancellationToken)
    {
        var found = await InstanceReader.ReadAsync(install.Client, install.Cluster, install.Names.Namespace, install.Names.Name, cancellationToken)
            .ConfigureAwait(false);
        return (found.Count > 0 ? found[0] : new()
        {
            Name = install.Names.Name,
            Namespace = install.Names.Namespace,
            Cluster = install.Cluster,
            Status = InstanceReader.Stopped,
            Message = InstallMessages.NotInstalled,
        }) with
        { Changed = changed, OpenClawCheckedVersion = _checkedVersion };
    }

    private async Task RequireServerVersionAsync(CancellationToken cancellationToken)
    {
        var text = await install.Client.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        var parts = text.TrimStart('v').Split('.', 3);
        if (parts.Length < 2 || !int.TryParse(parts[0], out var major) || !int.TryParse(parts[1].TrimEnd('+'), out var minor))
            return;
        if (new Version(major, minor) < OldestServer)
            throw new OpenClawException(
                nameof(InstallMessages.ServerTooOld), ErrorKind.NotSupported,
                MessageText.Format(InstallMessages.ServerTooOld, install.Client.Name, text, OldestServer), install.Client.Name);
    }

    private void WarnOfSmallLimits()
    {
        Check(install.Options.OpenClawResources, "OpenClaw", "2Gi");
        Check(install.Options.LiteLLMResources, "LiteLLM", "1536Mi");

        void Check(ProgramResources resources, string program, string least)
        {
            if (Quantity.Parse(resources.MemoryLimit).Value < Quantity.Parse(least).Value)
                _operation.Warning(MessageText.Format(InstallMessages.MemoryLimitSmall, program, resources.MemoryLimit, least));
        }
    }

    private async Task WarnOfNamespaceAsync(InstallPlan plan, CancellationToken cancellationToken)
    {
        if (!plan.NamespaceExists)
            return;
        var ns = await install.Client.GetAsync(new(ResourceKind.Namespace, null, install.Names.Namespace), cancellationToken).ConfigureAwait(false);
        if (ns is not null && !InstanceLabels.IsOurs(ns) && ns.Child("metadata").Child("labels").Text(PodSecurity.EnforceLabel) != PodSecurity.Restricted)
            _operation.Warning(MessageText.Format(InstallMessages.NamespaceNotRestricted, install.Names.Namespace));
    }
}
