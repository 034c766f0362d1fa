using System.Globalization;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Deletes what we made in Azure, and only that.</summary>
public static class RemoveClusterOperation
{
    /// <summary>
    /// Deletes a cluster of ours; with it its resource group, when we made that for it and nothing else has come to live there. Reads
    /// back that it is gone. What is gone already is no error.
    /// </summary>
    /// <param name="name">The name OpenClaw is known by.</param>
    /// <param name="resourceGroup">The group, or null for <c>&lt;name&gt;-RG</c>.</param>
    /// <param name="clusterName">The cluster, or null for <c>&lt;name&gt;-aks</c>.</param>
    /// <param name="signIn">Which Azure, as whom.</param>
    /// <param name="context">Takes messages, answers questions.</param>
    /// <param name="cancellationToken">Stops waiting at once; what Azure has accepted goes on there.</param>
    /// <returns>True when something was deleted; false when there was nothing, or the caller did not want it.</returns>
    /// <exception cref="OpenClawException">It is not ours, or Azure refused.</exception>
    public static Task<bool> RunAsync(
        string name, string? resourceGroup, string? clusterName, AzureSignInOptions signIn, OperationContext context, CancellationToken cancellationToken)
    {
        var plan = ClusterPlan.From(new NewClusterOptions { Name = name, ResourceGroup = resourceGroup, ClusterName = clusterName });
        return AzureErrors.TranslateAsync(plan.ClusterName, async () =>
        {
            var connection = await AzureConnection.OpenAsync(signIn, context, cancellationToken).ConfigureAwait(false);
            return await RemoveAsync(connection, plan, context, cancellationToken).ConfigureAwait(false);
        });
    }

    private static async Task<bool> RemoveAsync(
        AzureConnection connection, ClusterPlan plan, OperationContext context, CancellationToken cancellationToken)
    {
        var group = await connection.ResourceGroups.GetAsync(plan.ResourceGroup, cancellationToken).ConfigureAwait(false);
        var cluster = await connection.ManagedClusters.GetAsync(plan.ResourceGroup, plan.ClusterName, cancellationToken).ConfigureAwait(false);
        if (cluster is not null && ClusterTags.NameIn(cluster.Tags) != plan.Name)
        {
            throw new OpenClawException(
                nameof(ClusterMessages.ClusterNotOursToRemove), ErrorKind.PermissionDenied,
                Text(ClusterMessages.ClusterNotOursToRemove, plan.ClusterName, plan.ResourceGroup), plan.ClusterName);
        }

        if (group is not null && await IsOnlyForAsync(connection, group, plan, context, cancellationToken).ConfigureAwait(false))
        {
            return await RemoveGroupAsync(connection, plan, context, cancellationToken).ConfigureAwait(false);
        }

        if (cluster is not null) return await RemoveClusterAsync(connection, plan, context, cancellationToken).ConfigureAwait(false);
        context.Verbose(Text(ClusterMessages.NothingToRemove, plan.ClusterName, plan.ResourceGroup));
        return false;
    }

    /// <summary>Whether we made the group for this cluster and it holds nothing else.</summary>
    private static async Task<bool> IsOnlyForAsync(
        AzureConnection connection, ResourceGroup group, ClusterPlan plan, OperationContext context, CancellationToken cancellationToken)
    {
        if (ClusterTags.NameIn(group.Tags) != plan.Name || ClusterTags.AreAdopted(group.Tags)) return false;
        var ids = await connection.ResourceGroups.ListResourcesAsync(plan.ResourceGroup, cancellationToken).ConfigureAwait(false);
        var others = ids.Where(id => !id.EndsWith("/managedClusters/" + plan.ClusterName, StringComparison.OrdinalIgnoreCase)).ToList();
        if (others.Count == 0) return true;
        context.Warning(Text(ClusterMessages.ResourceGroupKept, plan.ResourceGroup, string.Join(", ", others.Select(id => id[(id.LastIndexOf('/') + 1)..]))));
        return false;
    }

    private static async Task<bool> RemoveGroupAsync(
        AzureConnection connection, ClusterPlan plan, OperationContext context, CancellationToken cancellationToken)
    {
        var target = Text(ClusterMessages.TargetResourceGroupAndCluster, plan.ResourceGroup, plan.ClusterName);
        if (!await context.ShouldChange(target, ClusterMessages.ActionDelete, cancellationToken).ConfigureAwait(false)) return false;
        var operation = await connection.ResourceGroups.BeginDeleteAsync(plan.ResourceGroup, cancellationToken).ConfigureAwait(false);
        await WaitAsync(operation, Text(ClusterMessages.DeletingResourceGroup, plan.ResourceGroup), context,
            async () => await connection.ResourceGroups.GetAsync(plan.ResourceGroup, cancellationToken).ConfigureAwait(false) is null,
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> RemoveClusterAsync(
        AzureConnection connection, ClusterPlan plan, OperationContext context, CancellationToken cancellationToken)
    {
        var target = Text(ClusterMessages.TargetCluster, plan.ClusterName, plan.ResourceGroup);
        if (!await context.ShouldChange(target, ClusterMessages.ActionDelete, cancellationToken).ConfigureAwait(false)) return false;
        var operation = await connection.ManagedClusters.BeginDeleteAsync(plan.ResourceGroup, plan.ClusterName, cancellationToken).ConfigureAwait(false);
        await WaitAsync(operation, Text(ClusterMessages.DeletingCluster, plan.ClusterName), context,
            async () => await connection.ManagedClusters.GetAsync(plan.ResourceGroup, plan.ClusterName, cancellationToken).ConfigureAwait(false) is null,
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task WaitAsync(
        LongRunningOperation? operation, string activity, OperationContext context, Func<Task<bool>> isGone, CancellationToken cancellationToken)
    {
        var wait = new ClusterWait(context, activity);
        if (operation is not null) await wait.ForAsync(operation, cancellationToken).ConfigureAwait(false);
        try
        {
            while (!await isGone().ConfigureAwait(false))
            {
                wait.Report("Deleting");
                await wait.PauseAsync(null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            wait.Complete();
        }
    }

    private static string Text(string format, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
