using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>One run of a removal: look, ask, look again, delete, read back.</summary>
/// <param name="connection">A connection to the cluster's subscription.</param>
/// <param name="groupName">The cluster's resource group.</param>
/// <param name="clusterName">The cluster, or null when only the group is left.</param>
/// <param name="name">The name OpenClaw was known by there, or null when only Azure can tell.</param>
/// <param name="context">Takes messages, answers the question.</param>
internal sealed class ClusterRemoval(
    AzureConnection connection, string groupName, string? clusterName, string? name, OperationContext context)
{
    // Azure shows a resource for some seconds more after it has deleted it.
    private const int LooksAfterTheEnd = 12;

    /// <summary>What is there to be deleted.</summary>
    /// <param name="Group">The group, when it goes too; else null.</param>
    /// <param name="Cluster">The cluster, or null when it is gone.</param>
    /// <param name="KeptFor">What else the group of ours holds.</param>
    private sealed record Findings(ResourceGroup? Group, ManagedCluster? Cluster, IReadOnlyList<string> KeptFor);

    /// <summary>Deletes what is ours.</summary>
    /// <returns>True when something was deleted.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var found = await LookAsync(cancellationToken).ConfigureAwait(false);
        if (found.KeptFor.Count > 0) WarnOfKeptGroup(found);
        if (found is { Group: null, Cluster: null })
        {
            context.Verbose(MessageText.Format(ClusterRemovalMessages.NothingLeft, clusterName ?? name, groupName));
            return false;
        }

        // What an earlier run has asked Azure to delete is waited for.
        if (IsGoing(found)) return !context.WhatIf && await DeleteAsync(found, cancellationToken).ConfigureAwait(false);
        var target = await DescribeAsync(found, cancellationToken).ConfigureAwait(false);
        if (!await context.ShouldChange(target, ClusterRemovalMessages.ActionDelete, cancellationToken).ConfigureAwait(false)) return false;

        // Only what is still so after the answer counts: somebody may have put something into the group meanwhile.
        var now = await LookAsync(cancellationToken).ConfigureAwait(false);
        if (found.Group is null) now = now with { Group = null };
        else if (now.KeptFor.Count > 0) WarnOfKeptGroup(now);
        return await DeleteAsync(now, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Findings> LookAsync(CancellationToken cancellationToken)
    {
        var group = await connection.ResourceGroups.GetAsync(groupName, cancellationToken).ConfigureAwait(false);
        var cluster = clusterName is null || group is null
            ? null
            : await connection.ManagedClusters.GetAsync(groupName, clusterName, cancellationToken).ConfigureAwait(false);
        if (cluster is not null) EnsureOurs(cluster);

        // The group goes too when we made it for this cluster.
        var owner = cluster is null ? name : ClusterTags.NameIn(cluster.Tags);
        if (group is null || ClusterTags.NameIn(group.Tags) is not { } mark || (owner is not null && mark != owner) || ClusterTags.AreAdopted(group.Tags))
            return new(null, cluster, []);
        var ids = await connection.ResourceGroups.ListResourcesAsync(groupName, cancellationToken).ConfigureAwait(false);
        var others = ids
            .Where(id => clusterName is null || !id.EndsWith("/managedClusters/" + clusterName, StringComparison.OrdinalIgnoreCase))
            .Select(static id => id[(id.LastIndexOf('/') + 1)..]).ToList();
        return new(others.Count == 0 ? group : null, cluster, others);
    }

    private void EnsureOurs(ManagedCluster cluster)
    {
        if (ClusterTags.NameIn(cluster.Tags) is null)
        {
            throw new OpenClawException(
                nameof(ClusterRemovalMessages.ClusterNotOursToRemove), ErrorKind.PermissionDenied,
                MessageText.Format(ClusterRemovalMessages.ClusterNotOursToRemove, clusterName, groupName), clusterName);
        }

        if (ClusterTags.AreAdopted(cluster.Tags))
        {
            throw new OpenClawException(
                nameof(ClusterRemovalMessages.ClusterAdopted), ErrorKind.PermissionDenied,
                MessageText.Format(ClusterRemovalMessages.ClusterAdopted, clusterName, groupName), clusterName);
        }
    }

    private void WarnOfKeptGroup(Findings found) =>
        context.Warning(MessageText.Format(ClusterRemovalMessages.ResourceGroupKept, groupName, string.Join(", ", found.KeptFor)));

    private static bool IsGoing(Findings found) =>
        found.Group?.ProvisioningState == "Deleting" || (found.Group is null && found.Cluster?.Properties.ProvisioningState == "Deleting");

    private async Task<string> DescribeAsync(Findings found, CancellationToken cancellationToken)
    {
        if (found.Cluster is null) return MessageText.Format(ClusterRemovalMessages.TargetEmptyGroup, groupName);
        var instances = await ClusterInstances.DescribeAsync(connection, found.Cluster, context, cancellationToken).ConfigureAwait(false);
        return MessageText.Format(
            found.Group is null ? ClusterRemovalMessages.TargetCluster : ClusterRemovalMessages.TargetGroupAndCluster, groupName, clusterName, instances);
    }

    private async Task<bool> DeleteAsync(Findings found, CancellationToken cancellationToken)
    {
        if (found.Group is { } group)
        {
            var begun = group.ProvisioningState == "Deleting"
                ? null
                : await connection.ResourceGroups.BeginDeleteAsync(groupName, cancellationToken).ConfigureAwait(false);
            await WaitUntilGoneAsync(begun, MessageText.Format(ClusterRemovalMessages.DeletingGroup, groupName), ReadGroupAsync, cancellationToken)
                .ConfigureAwait(false);
            context.Verbose(MessageText.Format(ClusterRemovalMessages.Removed, groupName));
            return true;
        }

        if (found.Cluster is not { } cluster) return false;
        var operation = cluster.Properties.ProvisioningState == "Deleting"
            ? null
            : await connection.ManagedClusters.BeginDeleteAsync(groupName, clusterName!, cancellationToken).ConfigureAwait(false);
        await WaitUntilGoneAsync(operation, MessageText.Format(ClusterRemovalMessages.DeletingCluster, clusterName), ReadClusterAsync, cancellationToken)
            .ConfigureAwait(false);
        context.Verbose(MessageText.Format(ClusterRemovalMessages.Removed, clusterName));
        return true;

        async Task<(string State, string Reason)?> ReadGroupAsync() =>
            await connection.ResourceGroups.GetAsync(groupName, cancellationToken).ConfigureAwait(false) is { } left
                ? (left.ProvisioningState ?? "?", "")
                : null;

        async Task<(string State, string Reason)?> ReadClusterAsync() =>
            await connection.ManagedClusters.GetAsync(groupName, clusterName!, cancellationToken).ConfigureAwait(false) is { } left
                ? (left.Properties.ProvisioningState ?? "?", left.Properties.Status?.ProvisioningError is { } e ? $"{e.Code}: {e.Message} " : "")
                : null;
    }

    private async Task WaitUntilGoneAsync(
        LongRunningOperation? operation, string activity, Func<Task<(string State, string Reason)?>> readAsync, CancellationToken cancellationToken)
    {
        var wait = new ClusterWait(context, activity);
        wait.Report(operation?.Status ?? ClusterMessages.WaitingForEarlierRun);
        try
        {
            for (var looks = 0; ;)
            {
                if (operation is { IsCompleted: false })
                {
                    await wait.PauseAsync(operation.RetryAfter, cancellationToken).ConfigureAwait(false);
                    await operation.UpdateAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                }

                if (await readAsync().ConfigureAwait(false) is not var (state, reason)) return;
                wait.Report(state);
                looks = state == "Deleting" ? 0 : looks + 1;
                if (looks > LooksAfterTheEnd)
                {
                    throw new OpenClawException(
                        nameof(ClusterRemovalMessages.DeletionStopped), ErrorKind.OperationFailed,
                        MessageText.Format(ClusterRemovalMessages.DeletionStopped, activity, state, reason), clusterName ?? groupName);
                }

                await wait.PauseAsync(null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            context.Warning(MessageText.Format(ClusterMessages.WaitCancelled, activity));
            throw;
        }
        finally
        {
            wait.Complete();
        }
    }
}
