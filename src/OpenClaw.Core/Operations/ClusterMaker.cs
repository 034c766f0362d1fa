using System.Globalization;
using Azure;
using OpenClaw.Azure;
using OpenClaw.Operations.NodePools;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>The steps of making a cluster.</summary>
internal sealed class ClusterMaker(AzureConnection connection, ClusterPlan plan, OperationContext context)
{
    private readonly ClusterReadiness _readiness = new(connection, plan, context);

    /// <summary>Takes the steps that are left to take.</summary>
    /// <returns>The cluster, or null when the caller did not want it made.</returns>
    public async Task<ManagedCluster?> RunAsync(CancellationToken cancellationToken)
    {
        var groupLookup = connection.ResourceGroups.GetAsync(plan.ResourceGroup, cancellationToken);
        var existing = await connection.ManagedClusters.GetAsync(plan.ResourceGroup, plan.ClusterName, cancellationToken).ConfigureAwait(false);
        var group = await groupLookup.ConfigureAwait(false);
        if (existing is not null) return await UseAsync(existing, cancellationToken).ConfigureAwait(false);

        EnsureUsable(group);
        var registration = await new ClusterPreflight(connection, plan, context).RunAsync(group is not null, cancellationToken).ConfigureAwait(false);
        context.Verbose(ClusterMessages.PreflightPassed);

        if (!await new ClusterProviderRegistration(connection, context).EnsureAsync(registration, cancellationToken).ConfigureAwait(false)) return null;
        if (!await MakeGroupAsync(group, cancellationToken).ConfigureAwait(false)) return null;
        return await MakeClusterAsync(cancellationToken).ConfigureAwait(false);
    }

    private void EnsureUsable(ResourceGroup? group)
    {
        if (group is null) return;
        if (group.ProvisioningState == "Deleting")
        {
            throw Error(nameof(ClusterMessages.ResourceGroupDeleting), ClusterMessages.ResourceGroupDeleting, ErrorKind.ResourceBusy);
        }

        if (!ClusterTags.AreOurs(group.Tags) && !plan.Options.Adopt)
        {
            throw Error(nameof(ClusterMessages.ResourceGroupNotOurs), ClusterMessages.ResourceGroupNotOurs, ErrorKind.AlreadyExists);
        }
    }

    private async Task<bool> MakeGroupAsync(ResourceGroup? group, CancellationToken cancellationToken)
    {
        if (group is not null && ClusterTags.AreOurs(group.Tags)) return true;
        var action = group is null ? ClusterMessages.ActionCreate : ClusterMessages.ActionAdopt;
        var location = group?.Location ?? plan.Location;
        if (!await context.ShouldChange(Text(ClusterMessages.TargetResourceGroup, plan.ResourceGroup, location), action, cancellationToken).ConfigureAwait(false))
        {
            return context.WhatIf;
        }

        var tags = group is null ? ClusterTags.ForNew(plan.Options) : ClusterTags.ForAdopted(group.Tags, plan.Name);
        await connection.ResourceGroups.CreateOrUpdateAsync(plan.ResourceGroup, location, tags, cancellationToken).ConfigureAwait(false);
        context.Verbose(Text(group is null ? ClusterMessages.ResourceGroupMade : ClusterMessages.ResourceGroupAdopted, plan.ResourceGroup, location));
        return true;
    }

    private async Task<ManagedCluster?> MakeClusterAsync(CancellationToken cancellationToken)
    {
        var target = Text(
            ClusterMessages.TargetNewCluster, plan.ClusterName, plan.ResourceGroup, plan.Location, plan.Options.NodeCount, plan.Options.NodeSize,
            plan.Options.Tier);
        if (!await context.ShouldChange(target, ClusterMessages.ActionCreate, cancellationToken).ConfigureAwait(false)) return null;

        LongRunningOperation operation;
        try
        {
            operation = await connection.ManagedClusters.BeginCreateAsync(
                plan.ResourceGroup, plan.ClusterName, ClusterBody.Of(plan), cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // Somebody was faster, or the answer to our own first try was lost on the way.
            return await UseAsync(await GetAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        context.Verbose(Text(ClusterMessages.ClusterAccepted, plan.ClusterName));
        return plan.Options.NoWait
            ? await GetAsync(cancellationToken).ConfigureAwait(false)
            : await _readiness.WaitAsync(operation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a cluster that is there: ours as it is, another's only when we are to adopt it.</summary>
    private async Task<ManagedCluster?> UseAsync(ManagedCluster cluster, CancellationToken cancellationToken)
    {
        if (ClusterTags.NameIn(cluster.Tags) != plan.Name)
        {
            if (!plan.Options.Adopt) throw Error(nameof(ClusterMessages.ClusterNotOurs), ClusterMessages.ClusterNotOurs, ErrorKind.AlreadyExists);
            if (!await AdoptAsync(cluster, cancellationToken).ConfigureAwait(false)) return null;
            cluster = await GetAsync(cancellationToken).ConfigureAwait(false);
        }

        TellOtherSize(cluster);
        if (ClusterReadiness.IsChanging(cluster))
        {
            return plan.Options.NoWait || context.WhatIf ? cluster : await _readiness.WaitAsync(null, cancellationToken).ConfigureAwait(false);
        }

        // What was there before us has settings of its own, and somebody who looks after it.
        if (ClusterReadiness.HasFailed(cluster) && !ClusterTags.AreAdopted(cluster.Tags))
            return await TakeUpAsync(cluster, cancellationToken).ConfigureAwait(false);

        _readiness.EnsureUsable(cluster);
        context.Verbose(Text(ClusterMessages.ClusterIsThere, plan.ClusterName));
        return cluster;
    }

    /// <summary>A cluster may have moved to another size since it was made: that is kept, and said.</summary>
    private void TellOtherSize(ManagedCluster cluster)
    {
        if (plan.Options.NodeSizeGiven && ClusterPools.Main(cluster)?.VmSize is { } size && !ClusterPools.SameSize(size, plan.Options.NodeSize))
            context.Warning(Text(PoolMoveMessages.NodeSizeKept, plan.ClusterName, size, plan.Options.NodeSize));
    }

    /// <summary>Has Azure try again what failed, with the settings the cluster has.</summary>
    private async Task<ManagedCluster?> TakeUpAsync(ManagedCluster cluster, CancellationToken cancellationToken)
    {
        var target = Text(ClusterMessages.TargetCluster, plan.ClusterName, plan.ResourceGroup);
        context.Verbose(_readiness.WhyFailed(cluster));
        if (!await context.ShouldChange(target, ClusterMessages.ActionTakeUp, cancellationToken).ConfigureAwait(false)) return null;

        LongRunningOperation? operation = null;
        try
        {
            operation = await connection.ManagedClusters.BeginReconcileAsync(plan.ResourceGroup, plan.ClusterName, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Somebody was faster, or the answer to our own first try was lost on the way.
            cluster = await GetAsync(cancellationToken).ConfigureAwait(false);
            if (ClusterReadiness.HasFailed(cluster)) throw;
        }

        context.Verbose(Text(ClusterMessages.ClusterTakenUp, plan.ClusterName));
        return plan.Options.NoWait
            ? await GetAsync(cancellationToken).ConfigureAwait(false)
            : await _readiness.WaitAsync(operation, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> AdoptAsync(ManagedCluster cluster, CancellationToken cancellationToken)
    {
        var target = Text(ClusterMessages.TargetCluster, plan.ClusterName, plan.ResourceGroup);
        if (!await context.ShouldChange(target, ClusterMessages.ActionAdopt, cancellationToken).ConfigureAwait(false)) return false;
        var operation = await connection.ManagedClusters.BeginSetTagsAsync(
            plan.ResourceGroup, plan.ClusterName, ClusterTags.ForAdopted(cluster.Tags, plan.Name), cancellationToken).ConfigureAwait(false);
        await new ClusterWait(context, Text(ClusterMessages.AdoptingCluster, plan.ClusterName)).ForAsync(operation, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<ManagedCluster> GetAsync(CancellationToken cancellationToken) =>
        await connection.ManagedClusters.GetAsync(plan.ResourceGroup, plan.ClusterName, cancellationToken).ConfigureAwait(false)
        ?? throw Error(nameof(ClusterMessages.ClusterGone), ClusterMessages.ClusterGone, ErrorKind.NotFound);

    private OpenClawException Error(string id, string text, ErrorKind kind) =>
        new(id, kind, Text(text, plan.ClusterName, plan.ResourceGroup), plan.ClusterName);

    private static string Text(string format, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
