using OpenClaw.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations.NodePools;

/// <summary>The steps of a move, in their order. Each does nothing where it was taken already.</summary>
internal sealed class PoolMoveSteps(
    AzureConnection connection, ClusterId id, ClusterSettings settings, OperationContext context, IKubernetesClient client, PoolMovePlan plan)
{
    private readonly PoolChange _pools = new(connection, id, context);
    private readonly PoolNodes _nodes = new(client);
    private string _told = "";

    /// <summary>What is said when a move ends before its end.</summary>
    public static string Unfinished(ClusterId id, PoolMovePlan plan) => MessageText.Format(
        PoolMoveMessages.MoveUnfinished, id.Name, plan.Size, plan.NewName, string.Join(", ", plan.Old.Select(static p => p.Name)), plan.Model.VmSize);

    /// <summary>All steps that are left.</summary>
    public IEnumerable<PoolMoveStep> All()
    {
        if (plan.New is null)
            yield return new(Target(plan.NewName), MessageText.Format(PoolMoveMessages.ActionAdd, Count(), plan.Size, plan.Model.Name), AddAsync);
        else if (plan.New.ProvisioningState is "Failed" or "Canceled")
            yield return new(Target(plan.NewName), ClusterMessages.ActionTakeUp, TakeUpAsync);
        yield return new(Target(plan.NewName), null, WaitForNodesAsync);
        foreach (var pool in plan.Old.Where(static p => p.EnableAutoScaling == true))
            yield return new(Target(pool.Name!), PoolMoveMessages.ActionStopScaling, (tell, token) => StopScalingAsync(pool.Name!, tell, token));
        foreach (var pool in plan.Old)
        {
            yield return new(
                Target(pool.Name!), MessageText.Format(PoolMoveMessages.ActionDrain, Names(plan.OldNodes[pool.Name!].Select(static n => n.Child("metadata").Text("name")!)), Names(plan.OldPods[pool.Name!].Select(NodePod.Name))),
                (tell, token) => DrainAsync(pool.Name!, tell, token));
        }

        yield return new(Target(plan.NewName), null, WaitForInstancesAsync);
        foreach (var pool in plan.Old)
            yield return new(Target(pool.Name!), PoolMoveMessages.ActionDelete, (tell, token) => DeleteAsync(pool.Name!, tell, token));
    }

    private async Task AddAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var activity = MessageText.Format(PoolMoveMessages.Adding, plan.NewName, id.Name);
        tell(activity);
        var model = await _pools.GetAsync(plan.Model.Name!, cancellationToken).ConfigureAwait(false) ?? throw Gone(plan.Model.Name!);
        var properties = ClusterPools.Like(model, plan.Size, ClusterTags.NameIn(plan.Cluster.Tags)!, settings);
        Require(plan.NewName, await _pools.CreateAsync(plan.NewName, properties, activity, cancellationToken).ConfigureAwait(false));
    }

    private async Task TakeUpAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var activity = MessageText.Format(PoolMoveMessages.Adding, plan.NewName, id.Name);
        tell(activity);
        Require(plan.NewName, await _pools.ChangeAsync(
            plan.NewName, static _ => { }, static p => p.ProvisioningState is not ("Failed" or "Canceled"), activity, cancellationToken).ConfigureAwait(false));
    }

    private Task WaitForNodesAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var (ready, wanted) = (0, 0);
        return WithinAsync(async token =>
        {
            wanted = (await _pools.GetAsync(plan.NewName, token).ConfigureAwait(false) ?? throw Gone(plan.NewName)).Count;
            await _nodes.WaitUntilReadyAsync(plan.NewName, wanted, count =>
            {
                ready = count;
                Tell(tell, MessageText.Format(PoolMoveMessages.WaitingForNodes, plan.NewName, count, wanted));
            }, token).ConfigureAwait(false);
            // Cordoned by a move the other way that was not finished.
            foreach (var node in await _nodes.ListAsync(plan.NewName, token).ConfigureAwait(false))
                await _nodes.CordonAsync(node, cordoned: false, token).ConfigureAwait(false);
        }, () => Timeout(nameof(PoolMoveMessages.NodesNotReady), MessageText.Format(
            PoolMoveMessages.NodesNotReady, plan.NewName, ready, wanted, settings.Timeout)), cancellationToken);
    }

    private async Task StopScalingAsync(string pool, Action<string> tell, CancellationToken cancellationToken)
    {
        var activity = MessageText.Format(PoolMoveMessages.StoppingScaling, pool);
        tell(activity);
        await _pools.ChangeAsync(pool, ClusterPools.SwitchScalingOff, static p => !p.Properties.Flag("enableAutoScaling"), activity, cancellationToken)
            .ConfigureAwait(false);
    }

    private Task DrainAsync(string pool, Action<string> tell, CancellationToken cancellationToken)
    {
        NodeDrain? drain = null;
        return WithinAsync(async token =>
        {
            var nodes = await _nodes.ListAsync(pool, token).ConfigureAwait(false);
            foreach (var node in nodes) await _nodes.CordonAsync(node, cordoned: true, token).ConfigureAwait(false);
            foreach (var name in nodes.Select(static n => n.Child("metadata").Text("name")!))
            {
                var current = drain = new NodeDrain(client, name, context.Time);
                await current.RunAsync(
                    () => Tell(tell, MessageText.Format(PoolMoveMessages.Draining, name, current.Left.Count == 0 ? "-" : string.Join(", ", current.Left))),
                    token).ConfigureAwait(false);
            }
        }, () => Timeout(nameof(PoolMoveMessages.DrainTimeout), MessageText.Format(
            PoolMoveMessages.DrainTimeout, pool, settings.Timeout, string.Join(", ", drain?.Left ?? []))), cancellationToken);
    }

    private Task WaitForInstancesAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var wait = new InstancesReady(client);
        return WithinAsync(
            token => wait.WaitAsync(() => Tell(tell, MessageText.Format(PoolMoveMessages.WaitingForInstances, wait.Missing.Count == 0 ? "-" : string.Join(", ", wait.Missing))), token),
            () => Timeout(nameof(PoolMoveMessages.InstancesNotReady), MessageText.Format(
                PoolMoveMessages.InstancesNotReady, string.Join(", ", wait.Missing), settings.Timeout, string.Join(" ", wait.Causes))),
            cancellationToken);
    }

    private async Task DeleteAsync(string pool, Action<string> tell, CancellationToken cancellationToken)
    {
        var activity = MessageText.Format(PoolMoveMessages.Deleting, pool);
        tell(activity);
        if (await _pools.DeleteAsync(pool, activity, cancellationToken).ConfigureAwait(false) is { } left)
        {
            throw new OpenClawException(
                nameof(PoolMoveMessages.PoolNotGone), ErrorKind.OperationFailed,
                MessageText.Format(PoolMoveMessages.PoolNotGone, pool, left.ProvisioningState, left.Failure ?? ClusterMessages.ClusterFailedWithoutReason), id.Name);
        }

        context.Verbose(MessageText.Format(PoolMoveMessages.Deleted, pool));
    }

    private async Task WithinAsync(Func<CancellationToken, Task> work, Func<OpenClawException> timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.Timeout, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw timeout();
        }
    }

    private void Require(string name, AgentPool? pool)
    {
        if (pool is null) throw Gone(name);
        if (pool.ProvisioningState is not ("Failed" or "Canceled")) return;
        throw new OpenClawException(
            nameof(PoolMoveMessages.PoolFailed), ErrorKind.OperationFailed,
            MessageText.Format(PoolMoveMessages.PoolFailed, name, pool.ProvisioningState, pool.Failure ?? ClusterMessages.ClusterFailedWithoutReason) + " " + Unfinished(id, plan),
            id.Name);
    }

    private void Tell(Action<string> tell, string status)
    {
        if (status != _told) context.Verbose(status);
        _told = status;
        tell(status);
    }

    private OpenClawException Timeout(string errorId, string text) =>
        new(errorId, ErrorKind.Timeout, text + " " + Unfinished(id, plan), id.Name);

    private OpenClawException Gone(string pool) => new(
        nameof(PoolMoveMessages.PoolGone), ErrorKind.NotFound, MessageText.Format(PoolMoveMessages.PoolGone, pool, id.Name), id.Name);

    private string Target(string pool) => MessageText.Format(PoolMoveMessages.TargetPool, pool, id.Name);

    private string Count() => settings switch
    {
        { NodeCount: { } count } => $"{count}",
        { MinCount: { } min, MaxCount: { } max } => $"{min}-{max}",
        _ when plan.Model is { EnableAutoScaling: true } => $"{plan.Model.MinCount}-{plan.Model.MaxCount}",
        _ => $"{plan.Model.Count}",
    };

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("-"));
}
