using System.Globalization;
using System.IO.Enumeration;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Finds clusters in Azure.</summary>
public static class GetClustersOperation
{
    /// <summary>
    /// Finds clusters: ours in the subscription; those of ours that have a name (the name OpenClaw is known by, or the cluster's own; with
    /// wildcards); or any cluster, ours or not, that is named by its resource id or by group and name.
    /// </summary>
    /// <param name="nameOrResourceId">A name, with wildcards (<c>*</c>, <c>?</c>) or without, or a resource id; null for all of ours.</param>
    /// <param name="resourceGroup">Only in this group, or null for the whole subscription.</param>
    /// <param name="signIn">Which Azure, as whom.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">A cluster named without wildcards is not there, or Azure refused.</exception>
    public static Task<IReadOnlyList<OpenClawCluster>> RunAsync(
        string? nameOrResourceId, string? resourceGroup, AzureSignInOptions signIn, OperationContext context, CancellationToken cancellationToken)
    {
        var id = nameOrResourceId?.StartsWith('/') == true ? new ClusterId(nameOrResourceId) : null;
        return AzureErrors.TranslateAsync<IReadOnlyList<OpenClawCluster>>(nameOrResourceId, async () =>
        {
            var options = id is null ? signIn : signIn with { Subscription = id.SubscriptionId };
            var connection = await AzureConnection.OpenAsync(options, context, cancellationToken).ConfigureAwait(false);
            var found = id is null
                ? await FindAsync(connection, nameOrResourceId, resourceGroup, cancellationToken).ConfigureAwait(false)
                : [await GetAsync(connection, id.ResourceGroup, id.Name, cancellationToken).ConfigureAwait(false) ?? throw NotFound(id.Name, id.ResourceGroup)];
            return [.. found.Select(c => ClusterFactory.Create(connection, c)).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)];
        });
    }

    /// <summary>The clusters that match.</summary>
    internal static async Task<IReadOnlyList<ManagedCluster>> FindAsync(
        AzureConnection connection, string? name, string? resourceGroup, CancellationToken cancellationToken)
    {
        var exact = name is not null && name.AsSpan().IndexOfAny('*', '?') < 0;
        if (exact && resourceGroup is not null
            && await GetAsync(connection, resourceGroup, name!, cancellationToken).ConfigureAwait(false) is { } named)
        {
            return [named];
        }

        List<ManagedCluster> ours = [];
        await foreach (var cluster in connection.ManagedClusters.ListAsync(resourceGroup, cancellationToken).ConfigureAwait(false))
        {
            if (ClusterTags.AreOurs(cluster.Tags)) ours.Add(cluster);
        }

        if (name is null) return ours;
        var matching = ours.FindAll(c => Matches(name, c.Name) || Matches(name, ClusterTags.NameIn(c.Tags)));
        if (!exact || matching.Count > 0) return matching;
        throw resourceGroup is null ? NotFound(name, ours) : NotFound(name, resourceGroup);
    }

    private static Task<ManagedCluster?> GetAsync(AzureConnection connection, string group, string name, CancellationToken cancellationToken) =>
        connection.ManagedClusters.GetAsync(group, name, cancellationToken);

    private static bool Matches(string pattern, string? name) =>
        name is not null && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);

    private static OpenClawException NotFound(string name, string resourceGroup) => new(
        nameof(ClusterMessages.ClusterNotFoundInGroup), ErrorKind.NotFound,
        string.Format(CultureInfo.CurrentCulture, ClusterMessages.ClusterNotFoundInGroup, name, resourceGroup), name);

    private static OpenClawException NotFound(string name, List<ManagedCluster> ours)
    {
        var names = ours.Count == 0 ? ClusterMessages.NoClusters : string.Join(", ", ours.Select(c => ClusterTags.NameIn(c.Tags) ?? c.Name).Order(StringComparer.OrdinalIgnoreCase));
        return new(
            nameof(ClusterMessages.ClusterNotFound), ErrorKind.NotFound,
            string.Format(CultureInfo.CurrentCulture, ClusterMessages.ClusterNotFound, name, names), name);
    }
}
