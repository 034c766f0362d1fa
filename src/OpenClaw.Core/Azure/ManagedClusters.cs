using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <inheritdoc cref="IManagedClusters"/>
internal sealed class ManagedClusters(ArmRequests requests, string subscriptionId) : IManagedClusters
{
    private const string Version = ArmApiVersions.ManagedClusters;
    private const string Type = "providers/Microsoft.ContainerService/managedClusters";

    /// <inheritdoc/>
    public Task<ManagedCluster?> GetAsync(string resourceGroup, string name, CancellationToken cancellationToken) =>
        requests.GetAsync(PathOf(resourceGroup, name), Version, AzureJsonContext.Default.ManagedCluster, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ManagedCluster> ListAsync(string? resourceGroup, CancellationToken cancellationToken) => requests.ListAsync(
        (resourceGroup is null ? $"/subscriptions/{subscriptionId}" : GroupPath(resourceGroup)) + "/" + Type, Version,
        AzureJsonContext.Default.ArmPageManagedCluster, cancellationToken);

    /// <inheritdoc/>
    public async Task<LongRunningOperation> BeginCreateAsync(
        string resourceGroup, string name, ManagedCluster cluster, CancellationToken cancellationToken)
    {
        var body = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(cluster, AzureJsonContext.Default.ManagedCluster));
        var accepted = await requests.SendAsync(
            RequestMethod.Put, PathOf(resourceGroup, name), Version, body, cancellationToken, ("If-None-Match", "*")).ConfigureAwait(false);
        return new LongRunningOperation(requests, accepted, name);
    }

    /// <inheritdoc/>
    public Task<LongRunningOperation> BeginReconcileAsync(string resourceGroup, string name, CancellationToken cancellationToken) =>
        BeginChangeAsync(resourceGroup, name, static _ => { }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> GetUpgradesAsync(string resourceGroup, string name, CancellationToken cancellationToken)
    {
        var response = await requests.SendAsync(
            RequestMethod.Get, PathOf(resourceGroup, name) + "/upgradeProfiles/default", Version, null, cancellationToken).ConfigureAwait(false);
        var upgrades = ArmRequests.Read(response, AzureJsonContext.Default.JsonObject).Child("properties").Child("controlPlaneProfile").Children("upgrades");
        return [.. upgrades.Where(static u => !u.Flag("isPreview")).Select(static u => u.Text("kubernetesVersion")).OfType<string>()];
    }

    /// <inheritdoc/>
    public async Task<LongRunningOperation> BeginChangeAsync(
        string resourceGroup, string name, Action<JsonObject> change, CancellationToken cancellationToken)
    {
        var path = PathOf(resourceGroup, name);
        // As Azure wrote it: our records know only a part of it, and what they do not know must not be lost.
        var response = await requests.SendAsync(RequestMethod.Get, path, Version, null, cancellationToken).ConfigureAwait(false);
        var cluster = ArmRequests.Read(response, AzureJsonContext.Default.JsonObject);
        change((JsonObject)cluster["properties"]!);
        (string, string)? unchanged = cluster["eTag"]?.GetValue<string>() is { Length: > 0 } tag ? ("If-Match", tag) : null;
        var accepted = await requests.SendAsync(
            RequestMethod.Put, path, Version, BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(cluster, AzureJsonContext.Default.JsonObject)),
            cancellationToken, unchanged).ConfigureAwait(false);
        return new LongRunningOperation(requests, accepted, name);
    }

    /// <inheritdoc/>
    public async Task<LongRunningOperation> BeginSetTagsAsync(
        string resourceGroup, string name, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var body = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(new ResourceTags(tags), AzureJsonContext.Default.ResourceTags));
        var accepted = await requests.SendAsync(RequestMethod.Patch, PathOf(resourceGroup, name), Version, body, cancellationToken)
            .ConfigureAwait(false);
        return new LongRunningOperation(requests, accepted, name);
    }

    /// <inheritdoc/>
    public Task<LongRunningOperation> BeginStopAsync(string resourceGroup, string name, CancellationToken cancellationToken) =>
        BeginActionAsync(resourceGroup, name, "stop", cancellationToken);

    /// <inheritdoc/>
    public Task<LongRunningOperation> BeginStartAsync(string resourceGroup, string name, CancellationToken cancellationToken) =>
        BeginActionAsync(resourceGroup, name, "start", cancellationToken);

    /// <inheritdoc/>
    public async Task<LongRunningOperation?> BeginDeleteAsync(string resourceGroup, string name, CancellationToken cancellationToken)
    {
        try
        {
            var accepted = await requests.SendAsync(RequestMethod.Delete, PathOf(resourceGroup, name), Version, null, cancellationToken)
                .ConfigureAwait(false);
            return new LongRunningOperation(requests, accepted, name);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<BinaryData> GetUserKubeConfigAsync(string resourceGroup, string name, CancellationToken cancellationToken)
    {
        var response = await requests.SendAsync(
            RequestMethod.Post, PathOf(resourceGroup, name) + "/listClusterUserCredential", Version, null, cancellationToken)
            .ConfigureAwait(false);
        var credentials = ArmRequests.Read(response, AzureJsonContext.Default.ClusterCredentials);
        if (credentials.Kubeconfigs is [{ Value: { } yaml }, ..]) return BinaryData.FromBytes(yaml);
        throw new OpenClawException(
            nameof(AzureMessages.ClusterCredentialMissing), ErrorKind.InvalidData,
            string.Format(CultureInfo.CurrentCulture, AzureMessages.ClusterCredentialMissing, name), name);
    }

    private async Task<LongRunningOperation> BeginActionAsync(
        string resourceGroup, string name, string action, CancellationToken cancellationToken)
    {
        var accepted = await requests.SendAsync(
            RequestMethod.Post, PathOf(resourceGroup, name) + "/" + action, Version, null, cancellationToken).ConfigureAwait(false);
        return new LongRunningOperation(requests, accepted, name);
    }

    private string PathOf(string resourceGroup, string name) => $"{GroupPath(resourceGroup)}/{Type}/{Uri.EscapeDataString(name)}";

    private string GroupPath(string resourceGroup) =>
        $"/subscriptions/{subscriptionId}/resourceGroups/{Uri.EscapeDataString(resourceGroup)}";
}
