using System.Globalization;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Deletes what we made in Azure, and only that.</summary>
public static class RemoveClusterOperation
{
    /// <summary>
    /// Deletes a cluster of ours; with it its resource group, when we made that for it and nothing else has come to live there. Reads
    /// back that it is gone. What is gone already is no error, so that a run that was killed can be run again.
    /// </summary>
    /// <param name="nameOrResourceId">The name OpenClaw is known by, the cluster's own, or its resource id; no wildcards.</param>
    /// <param name="resourceGroup">The group to look in, or null for the whole subscription.</param>
    /// <param name="signIn">Which Azure, as whom.</param>
    /// <param name="context">Takes messages, answers questions.</param>
    /// <param name="cancellationToken">Stops waiting at once; what Azure has accepted goes on there.</param>
    /// <returns>True when something was deleted; false when there was nothing, or the caller did not want it.</returns>
    /// <exception cref="OpenClawException">It is not ours, the name fits several, or Azure refused.</exception>
    public static Task<bool> RunAsync(
        string nameOrResourceId, string? resourceGroup, AzureSignInOptions signIn, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrResourceId);
        ArgumentNullException.ThrowIfNull(signIn);
        ArgumentNullException.ThrowIfNull(context);
        var id = nameOrResourceId.StartsWith('/') ? new ClusterId(nameOrResourceId) : null;
        return AzureErrors.TranslateAsync(nameOrResourceId, async () =>
        {
            var options = id is null ? signIn : signIn with { Subscription = id.SubscriptionId };
            var connection = await AzureConnection.OpenAsync(options, context, cancellationToken).ConfigureAwait(false);
            var removal = id is not null
                ? new ClusterRemoval(connection, id.ResourceGroup, id.Name, null, context)
                : await FindAsync(connection, nameOrResourceId, resourceGroup, context, cancellationToken).ConfigureAwait(false);
            return removal is not null && await removal.RunAsync(cancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>Deletes a cluster that was found before.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="context">Takes messages, answers questions.</param>
    /// <param name="cancellationToken">Stops waiting at once; what Azure has accepted goes on there.</param>
    /// <inheritdoc cref="RunAsync(string, string, AzureSignInOptions, OperationContext, CancellationToken)"/>
    public static Task<bool> RunAsync(OpenClawCluster cluster, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(context);
        var (connection, id) = ClusterId.InAzure(cluster, context);
        return AzureErrors.TranslateAsync(
            id.Name, () => new ClusterRemoval(connection, id.ResourceGroup, id.Name, cluster.Name, context).RunAsync(cancellationToken));
    }

    private static async Task<ClusterRemoval?> FindAsync(
        AzureConnection connection, string name, string? resourceGroup, OperationContext context, CancellationToken cancellationToken)
    {
        if (resourceGroup is not null && await connection.ResourceGroups.GetAsync(resourceGroup, cancellationToken).ConfigureAwait(false) is null)
            return NothingThere([]);
        if (resourceGroup is not null
            && await connection.ManagedClusters.GetAsync(resourceGroup, name, cancellationToken).ConfigureAwait(false) is not null)
        {
            return new ClusterRemoval(connection, resourceGroup, name, null, context);
        }

        var ours = await GetClustersOperation.FindAsync(connection, null, resourceGroup, cancellationToken).ConfigureAwait(false);
        var found = ours.Where(c => Same(name, c.Name) || Same(name, ClusterTags.NameIn(c.Tags))).Select(c => new ClusterId(c.Id!)).ToList();
        if (found.Count == 1) return new ClusterRemoval(connection, found[0].ResourceGroup, found[0].Name, null, context);
        if (found.Count > 1) throw Ambiguous(name, found.Select(id => $"{id.ResourceGroup}/{id.Name}"));

        // A run that was killed may have left the group alone.
        var groups = (await connection.ResourceGroups.ListTaggedAsync(ClusterTags.Name, name, cancellationToken).ConfigureAwait(false))
            .Where(g => ClusterTags.NameIn(g.Tags) == name && (resourceGroup is null || Same(resourceGroup, g.Name))).ToList();
        if (groups.Count > 1) throw Ambiguous(name, groups.Select(g => g.Name));
        return groups is [var left] ? new ClusterRemoval(connection, left.Name, null, name, context) : NothingThere(ours);

        ClusterRemoval? NothingThere(IReadOnlyList<ManagedCluster> others)
        {
            var names = others.Count == 0
                ? ClusterMessages.NoClusters
                : string.Join(", ", others.Select(c => ClusterTags.NameIn(c.Tags) ?? c.Name).Order(StringComparer.OrdinalIgnoreCase));
            context.Warning(MessageText.Format(ClusterRemovalMessages.NothingToRemove, name, names));
            return null;
        }
    }

    private static OpenClawException Ambiguous(string name, IEnumerable<string> found) => new(
        nameof(ClusterMessages.ClusterAmbiguous), ErrorKind.InvalidArgument,
        string.Format(CultureInfo.CurrentCulture, ClusterMessages.ClusterAmbiguous, name, string.Join(", ", found)), name);

    private static bool Same(string a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
