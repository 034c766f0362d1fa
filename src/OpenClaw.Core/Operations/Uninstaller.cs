using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>One run of a removal: look, ask, lock, delete, wait.</summary>
internal sealed class Uninstaller(InstanceContext instance, UninstallOptions options, LeaseHolder holder)
{
    // Programs first: what they use goes when they are no longer there to miss it.
    private static readonly ResourceKind[] Parts =
    [
        ResourceKind.Deployment, ResourceKind.Service, ResourceKind.ConfigMap, ResourceKind.NetworkPolicy, ResourceKind.ControllerRevision,
    ];

    private static readonly ResourceKind[] Data = [ResourceKind.PersistentVolumeClaim, ResourceKind.Secret];

    private readonly OperationContext _operation = instance.Operation;
    private readonly string _activity = MessageText.Format(UninstallMessages.ActivityUninstall, instance.Instance);
    private string _waitsFor = "";

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await FindAsync(cancellationToken).ConfigureAwait(false);
            if (found.Count == 0)
            {
                _operation.Verbose(MessageText.Format(UninstallMessages.NothingToUninstall, instance.Instance, instance.Cluster.Name));
                if (!_operation.WhatIf)
                {
                    // What a run that was killed has deleted may be on its way out still.
                    await WithinTimeAsync(WaitUntilAllGoneAsync, cancellationToken).ConfigureAwait(false);
                    await RemoveLeftLeaseAsync(cancellationToken).ConfigureAwait(false);
                }

                return false;
            }

            var action = options.RemoveData ? UninstallMessages.ActionUninstallWithData : UninstallMessages.ActionUninstall;
            var target = MessageText.Format(
                UninstallMessages.TargetInstance, instance.Instance, instance.Cluster.Name, string.Join(", ", found.Select(o => $"{o.Kind.Kind} {o.Name}")));
            if (!await _operation.ShouldChange(target, action, cancellationToken).ConfigureAwait(false))
                return false;
            await InstanceLock.RunAsync(instance, holder, RemoveAsync, cancellationToken).ConfigureAwait(false);
            await RemoveLeaseAsync(cancellationToken).ConfigureAwait(false);
            _operation.Verbose(MessageText.Format(
                options.RemoveData ? UninstallMessages.UninstalledWithData : UninstallMessages.Uninstalled, instance.Instance, instance.Names.Namespace));
            return true;
        }
        finally
        {
            _operation.ProgressCompleted(_activity);
        }
    }

    private Task RemoveAsync(CancellationToken cancellationToken) => WithinTimeAsync(
        async token =>
        {
            // Only what is seen under the lock counts.
            foreach (var part in await FindAsync(token).ConfigureAwait(false))
            {
                _operation.Progress(_activity, MessageText.Format(UninstallMessages.Deleting, part));
                if (await instance.Client.DeleteAsync(part, token).ConfigureAwait(false))
                    _operation.Verbose(MessageText.Format(UninstallMessages.Deleted, part));
            }

            await WaitUntilAllGoneAsync(token).ConfigureAwait(false);
        },
        cancellationToken);

    private async Task WithinTimeAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Timeout, instance.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OpenClawException(
                nameof(UninstallMessages.UninstallTimeout), ErrorKind.Timeout,
                MessageText.Format(UninstallMessages.UninstallTimeout, instance.Instance, options.Timeout, _waitsFor), instance.Instance, e);
        }
    }

    // As long as there is a ReplicaSet, there may be another pod.
    private async Task WaitUntilAllGoneAsync(CancellationToken cancellationToken)
    {
        var selector = InstanceLabels.SelectorOf(instance.Names.Name);
        foreach (var kind in (ResourceKind[])[ResourceKind.Deployment, ResourceKind.ReplicaSet, ResourceKind.Pod, .. Parts.Skip(1), .. options.RemoveData ? Data : []])
            await GoneWait.RunAsync(instance, kind, selector, null, cancellationToken, left => Tell(kind, left)).ConfigureAwait(false);
    }

    private void Tell(ResourceKind kind, IReadOnlyCollection<string> left)
    {
        _waitsFor = $"{kind.Kind} {string.Join(", ", left.Order(StringComparer.Ordinal))}";
        _operation.Progress(_activity, MessageText.Format(UninstallMessages.WaitingUntilGone, _waitsFor));
    }

    private async Task<IReadOnlyList<ResourceName>> FindAsync(CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(((ResourceKind[])[.. Parts, .. options.RemoveData ? Data : []]).Select(async kind =>
        {
            var items = await instance.Client.ListAsync(
                kind, instance.Names.Namespace, InstanceLabels.SelectorOf(instance.Names.Name), null, cancellationToken).ConfigureAwait(false);
            return items.Select(o => new ResourceName(kind, instance.Names.Namespace, Name(o)));
        })).ConfigureAwait(false);
        return [.. lists.SelectMany(static l => l)];
    }

    // A run that was killed at its end has left its lease behind.
    private async Task RemoveLeftLeaseAsync(CancellationToken cancellationToken)
    {
        var name = new ResourceName(ResourceKind.Lease, instance.Names.Namespace, instance.Names.Lease);
        if (await instance.Client.GetAsync(name, cancellationToken).ConfigureAwait(false) is null)
            return;
        await InstanceLock.RunAsync(instance, holder, static _ => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
        await RemoveLeaseAsync(cancellationToken).ConfigureAwait(false);
    }

    // The version makes sure that a lease somebody has just taken is left alone.
    private async Task RemoveLeaseAsync(CancellationToken cancellationToken)
    {
        var name = new ResourceName(ResourceKind.Lease, instance.Names.Namespace, instance.Names.Lease);
        if (await instance.Client.GetAsync(name, cancellationToken).ConfigureAwait(false) is not { } lease
            || !string.IsNullOrEmpty(lease.Child("spec").Text("holderIdentity")))
        {
            return;
        }

        try
        {
            var version = lease.Child("metadata").Text("resourceVersion");
            await instance.Client.DeleteAsync(name, new() { ResourceVersion = version }, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Code == 409)
        {
            _operation.Debug($"{name} was left: somebody works on the instance again.");
        }
    }

    private static string Name(JsonObject obj) => obj.Child("metadata").Text("name")!;
}
