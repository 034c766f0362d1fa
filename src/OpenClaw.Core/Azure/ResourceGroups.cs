using Azure;
using Azure.Core;
using Azure.ResourceManager.Resources;

namespace OpenClaw.Azure;

/// <summary>The resource groups of the connection's subscription.</summary>
internal sealed class ResourceGroups(AzureConnection connection)
{
    /// <summary>Gets a group, or null when there is none of that name.</summary>
    /// <exception cref="RequestFailedException">Azure refused.</exception>
    public async Task<ResourceGroup?> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return ResourceGroup.From((await Groups.GetAsync(name, cancellationToken).ConfigureAwait(false)).Value.Data);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Gets the groups with a tag, but not those that belong to a resource, as the nodes' group of a cluster does.</summary>
    /// <exception cref="RequestFailedException">Azure refused.</exception>
    public async Task<IReadOnlyList<ResourceGroup>> ListTaggedAsync(string tag, string value, CancellationToken cancellationToken)
    {
        List<ResourceGroup> found = [];
        var filter = $"tagName eq '{tag}' and tagValue eq '{value.Replace("'", "''", StringComparison.Ordinal)}'";
        await foreach (var group in Groups.GetAllAsync(filter, null, cancellationToken).ConfigureAwait(false))
        {
            if (group.Data.ManagedBy is null) found.Add(ResourceGroup.From(group.Data));
        }

        return found;
    }

    /// <summary>Makes a group, or gives an existing one exactly these tags.</summary>
    /// <exception cref="RequestFailedException">Azure refused.</exception>
    public async Task CreateOrUpdateAsync(
        string name, string location, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var data = new ResourceGroupData(new AzureLocation(location));
        foreach (var (key, value) in tags) data.Tags[key] = value;
        await Groups.CreateOrUpdateAsync(WaitUntil.Completed, name, data, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts to delete a group and all that is in it; null when it is not there.</summary>
    /// <exception cref="RequestFailedException">Azure refused.</exception>
    public async Task<LongRunningOperation?> BeginDeleteAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var accepted = await connection.Requests.SendAsync(
                RequestMethod.Delete, PathOf(name), ArmApiVersions.ResourceGroups, null, cancellationToken).ConfigureAwait(false);
            return new LongRunningOperation(connection.Requests, accepted, name);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The ids of what is in a group.</summary>
    /// <exception cref="RequestFailedException">Azure refused.</exception>
    public async Task<IReadOnlyList<string>> ListResourcesAsync(string name, CancellationToken cancellationToken)
    {
        List<string> ids = [];
        var pages = connection.Requests.ListAsync(
            PathOf(name) + "/resources", ArmApiVersions.ResourceGroups, AzureJsonContext.Default.ArmPageResourceReference, cancellationToken);
        await foreach (var resource in pages.ConfigureAwait(false)) ids.Add(resource.Id);
        return ids;
    }

    private ResourceGroupCollection Groups => connection.Client
        .GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(connection.SubscriptionId)).GetResourceGroups();

    private string PathOf(string name) => $"/subscriptions/{connection.SubscriptionId}/resourceGroups/{Uri.EscapeDataString(name)}";
}
