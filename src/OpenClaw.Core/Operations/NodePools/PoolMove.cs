using Azure;
using OpenClaw.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations.NodePools;

/// <summary>
/// Moves our nodes to another VM size, which Azure cannot give a pool that is there: a new pool beside the old one, the pods over, the old one away.
/// Each run looks what there is and takes the steps that are left, so that it may be killed anywhere and run again.
/// </summary>
internal sealed class PoolMove(AzureConnection connection, ClusterId id, ClusterSettings settings, OperationContext context)
{
    private readonly ClusterChange _cluster = new(connection, id, context);
    private readonly string _activity = MessageText.Format(PoolMoveMessages.Moving, id.Name, settings.NodeSize);

    /// <summary>Moves what is not there yet.</summary>
    /// <returns>Whether there was something to move; null when the caller did not want it.</returns>
    /// <exception cref="OpenClawException">It cannot be, or did not come to its end; what exists is kept.</exception>
    public async Task<bool?> RunAsync(CancellationToken cancellationToken)
    {
        var cluster = await _cluster.GetAsync(cancellationToken).ConfigureAwait(false);
        ClusterSettingsChange.EnsureOurs(cluster, id);
        if (ClusterReadiness.IsBusy(cluster) && !context.WhatIf)
            cluster = await _cluster.WaitAsync(null, MessageText.Format(ClusterPowerMessages.Settling, id.Name), cancellationToken).ConfigureAwait(false);
        ClusterSettingsChange.EnsureRunning(cluster, id);
        if (ClusterPools.Ours(cluster).Count == 0) throw PoolsNotOurs(cluster);
        if (PoolMovePlan.Of(cluster, settings.NodeSize!) is not { } plan)
        {
            context.Verbose(MessageText.Format(PoolMoveMessages.NothingToMove, id.Name, settings.NodeSize));
            return false;
        }

        // What else is asked for is refused before anything is moved.
        await new ClusterUpgrade(connection, id).ResolveAsync(cluster, settings.KubernetesVersion, cancellationToken).ConfigureAwait(false);
        var access = ClusterFactory.Create(connection, cluster);
        using var client = new KubernetesClient(await access.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        try
        {
            return await MoveAsync(plan, client, cancellationToken).ConfigureAwait(false) ? true : null;
        }
        finally
        {
            context.ProgressCompleted(_activity);
        }
    }

    private async Task<bool> MoveAsync(PoolMovePlan plan, KubernetesClient client, CancellationToken cancellationToken)
    {
        context.Progress(_activity, PoolMoveMessages.Checking, 0);
        var check = new PoolMoveCheck(connection, id, context);
        var volumes = await client.ListAsync(ResourceKind.PersistentVolume, null, null, null, cancellationToken).ConfigureAwait(false);
        plan = await check.CheckPodsAsync(plan, client, volumes, cancellationToken).ConfigureAwait(false);
        if (plan.New is null)
            plan = plan with { Size = await check.CheckSizeAsync(plan, NewCount(plan), volumes, cancellationToken).ConfigureAwait(false) };
        var steps = new PoolMoveSteps(connection, id, settings, context, client, plan).All().ToList();
        for (var number = 0; number < steps.Count; number++)
        {
            var step = steps[number];
            if (step.Action is { } action && !await context.ShouldChange(step.Target, action, cancellationToken).ConfigureAwait(false))
            {
                if (context.WhatIf) continue;
                if (number > 0) context.Warning(PoolMoveSteps.Unfinished(id, plan));
                return false;
            }

            if (context.WhatIf) continue;
            var percent = number * 100 / steps.Count;
            try
            {
                await step.RunAsync(status => context.Progress(_activity, status, percent), cancellationToken).ConfigureAwait(false);
            }
            // A new pool that Azure refused at once is not there.
            catch (Exception e) when (plan.New is not null || number > 0 || e is not RequestFailedException)
            {
                var unfinished = PoolMoveSteps.Unfinished(id, plan);
                if (!e.Message.Contains(unfinished, StringComparison.Ordinal)) context.Warning(unfinished);
                throw;
            }
        }

        if (!context.WhatIf)
            context.Verbose(MessageText.Format(PoolMoveMessages.Moved, id.Name, plan.Size, plan.NewName, string.Join(", ", plan.Old.Select(static p => p.Name))));
        return true;
    }

    private int NewCount(PoolMovePlan plan) =>
        settings.NodeCount ?? Math.Clamp(plan.Model.Count ?? 1, settings.MinCount ?? 1, settings.MaxCount ?? int.MaxValue);

    private OpenClawException PoolsNotOurs(ManagedCluster cluster) => new(
        nameof(PoolMoveMessages.PoolsNotOurs), ErrorKind.PermissionDenied,
        MessageText.Format(
            PoolMoveMessages.PoolsNotOurs, id.Name, id.ResourceGroup, string.Join(", ", (cluster.Properties.AgentPoolProfiles ?? []).Select(static p => p.Name))),
        id.Name);
}
