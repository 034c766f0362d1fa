using Azure;
using Azure.Core;
using Azure.ResourceManager.Resources;

namespace OpenClaw.Azure;

/// <summary>What the connection's subscription offers and allows. Every call throws <see cref="RequestFailedException"/> when Azure refuses.</summary>
internal sealed class SubscriptionFacts(AzureConnection connection)
{
    private string Path => $"/subscriptions/{connection.SubscriptionId}";

    private SubscriptionResource Subscription => connection.Client
        .GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(connection.SubscriptionId));

    /// <summary>The regions: names such as <c>eastus2</c>.</summary>
    public async Task<IReadOnlyList<string>> LocationsAsync(CancellationToken cancellationToken)
    {
        List<string> names = [];
        await foreach (var location in Subscription.GetLocationsAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            names.Add(location.Name);
        }

        return names;
    }

    /// <summary>The VM sizes of a region.</summary>
    public IAsyncEnumerable<ComputeSku> SkusAsync(string location, CancellationToken cancellationToken) => connection.Requests.ListAsync(
        $"{Path}/providers/Microsoft.Compute/skus?$filter=" + Uri.EscapeDataString($"location eq '{location}'"), ArmApiVersions.ComputeSkus,
        AzureJsonContext.Default.ArmPageComputeSku, cancellationToken);

    /// <summary>The compute quotas of a region.</summary>
    public IAsyncEnumerable<ComputeUsage> UsagesAsync(string location, CancellationToken cancellationToken) => connection.Requests.ListAsync(
        $"{Path}/providers/Microsoft.Compute/locations/{Uri.EscapeDataString(location)}/usages", ArmApiVersions.ComputeUsages,
        AzureJsonContext.Default.ArmPageComputeUsage, cancellationToken);

    /// <summary>
    /// What we may do in a group, or in the whole subscription. Null where Azure does not tell: the list at subscription scope is not in
    /// Azure's published API, although it answers.
    /// </summary>
    public async Task<IReadOnlyList<PermissionSet>?> PermissionsAsync(string? resourceGroup, CancellationToken cancellationToken)
    {
        var scope = resourceGroup is null ? Path : $"{Path}/resourceGroups/{Uri.EscapeDataString(resourceGroup)}";
        List<PermissionSet> sets = [];
        try
        {
            var pages = connection.Requests.ListAsync(
                $"{scope}/providers/Microsoft.Authorization/permissions", ArmApiVersions.Permissions,
                AzureJsonContext.Default.ArmPagePermissionSet, cancellationToken);
            await foreach (var set in pages.ConfigureAwait(false)) sets.Add(set);
            return sets;
        }
        catch (RequestFailedException e) when (e.Status is 400 or 403 or 404 or 405)
        {
            return null;
        }
    }

    /// <summary>A resource provider, and where one of its types is offered.</summary>
    public async Task<ResourceProviderFacts> ProviderAsync(string provider, string type, CancellationToken cancellationToken)
    {
        var found = (await Subscription.GetResourceProviderAsync(provider, cancellationToken: cancellationToken).ConfigureAwait(false)).Value.Data;
        var offer = found.ResourceTypes?.FirstOrDefault(t => string.Equals(t.ResourceType, type, StringComparison.OrdinalIgnoreCase));
        return new(found.RegistrationState, [.. (offer?.Locations ?? []).Select(AzureLocations.Normalize)]);
    }

    /// <summary>Asks Azure to register a resource provider, which takes a minute or more.</summary>
    public Task RegisterAsync(string provider, CancellationToken cancellationToken) => connection.Requests.SendAsync(
        RequestMethod.Post, $"{Path}/providers/{provider}/register", ArmApiVersions.Providers, null, cancellationToken);
}
