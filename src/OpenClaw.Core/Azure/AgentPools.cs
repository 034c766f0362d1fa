using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using OpenClaw.Kubernetes;

namespace OpenClaw.Azure;

/// <inheritdoc cref="IAgentPools"/>
internal sealed class AgentPools(ArmRequests requests, string subscriptionId) : IAgentPools
{
    private const string Version = ArmApiVersions.ManagedClusters;

    /// <inheritdoc/>
    public async Task<AgentPool?> GetAsync(string resourceGroup, string cluster, string name, CancellationToken cancellationToken) =>
        await requests.GetAsync(PathOf(resourceGroup, cluster, name), Version, AzureJsonContext.Default.JsonObject, cancellationToken)
            .ConfigureAwait(false) is { } pool
            ? new AgentPool(pool.Text("name") ?? name, pool.Child("properties") ?? [])
            : null;

    /// <inheritdoc/>
    public Task<LongRunningOperation> BeginCreateAsync(
        string resourceGroup, string cluster, string name, JsonObject properties, CancellationToken cancellationToken) =>
        PutAsync(resourceGroup, cluster, name, properties, ("If-None-Match", "*"), cancellationToken);

    /// <inheritdoc/>
    public async Task<LongRunningOperation> BeginChangeAsync(
        string resourceGroup, string cluster, string name, Action<JsonObject> change, CancellationToken cancellationToken)
    {
        var response = await requests.SendAsync(RequestMethod.Get, PathOf(resourceGroup, cluster, name), Version, null, cancellationToken)
            .ConfigureAwait(false);
        var properties = ArmRequests.Read(response, AzureJsonContext.Default.JsonObject).Child("properties") ?? [];
        change(properties);
        (string, string)? unchanged = properties.Text("eTag") is { Length: > 0 } tag ? ("If-Match", tag) : null;
        return await PutAsync(resourceGroup, cluster, name, properties, unchanged, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<LongRunningOperation?> BeginDeleteAsync(
        string resourceGroup, string cluster, string name, CancellationToken cancellationToken)
    {
        try
        {
            var accepted = await requests.SendAsync(RequestMethod.Delete, PathOf(resourceGroup, cluster, name), Version, null, cancellationToken)
                .ConfigureAwait(false);
            return new LongRunningOperation(requests, accepted, name);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task<LongRunningOperation> PutAsync(
        string resourceGroup, string cluster, string name, JsonObject properties, (string, string)? condition, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["properties"] = properties.DeepClone() };
        var accepted = await requests.SendAsync(
            RequestMethod.Put, PathOf(resourceGroup, cluster, name), Version,
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(body, AzureJsonContext.Default.JsonObject)), cancellationToken, condition)
            .ConfigureAwait(false);
        return new LongRunningOperation(requests, accepted, name);
    }

    private string PathOf(string resourceGroup, string cluster, string name) =>
        $"/subscriptions/{subscriptionId}/resourceGroups/{Uri.EscapeDataString(resourceGroup)}/providers/Microsoft.ContainerService/managedClusters/"
        + $"{Uri.EscapeDataString(cluster)}/agentPools/{Uri.EscapeDataString(name)}";
}
