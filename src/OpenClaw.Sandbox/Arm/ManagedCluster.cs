using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Arm;

/// <summary>A managed cluster: the body Azure shows plus what goes on behind it. Guarded by <see cref="ResourceManager.Sync"/>.</summary>
internal sealed class ManagedCluster(string name, ResourceGroup group, string location, JsonObject body)
{
    public const string Type = "Microsoft.ContainerService/managedClusters";

    /// <summary>Name in the letter case it was made with.</summary>
    public string Name { get; } = name;

    public ResourceGroup Group { get; } = group;

    public string Location { get; } = location;

    /// <summary>The resource as GET shows it. Its id is written <c>resourcegroups</c>, as the AKS resource provider does.</summary>
    public JsonObject Body { get; set; } = body;

    /// <summary>The newest operation on it, done or not.</summary>
    public Operation? Operation { get; set; }

    /// <summary>What the cluster host knows it by.</summary>
    public string HostId => $"{Group.Id}/providers/{Type}/{Name}".ToLowerInvariant();

    public JsonObject Properties => (JsonObject)Body["properties"]!;

    public JsonArray Pools => (JsonArray)Properties["agentPoolProfiles"]!;

    /// <summary>The pools as the cluster host makes their nodes.</summary>
    public IReadOnlyList<NodePoolOptions> NodePools => [.. Pools.OfType<JsonObject>().Select(pool => new NodePoolOptions(
        pool["name"]!.GetValue<string>(), pool["count"]!.GetValue<int>(), pool["vmSize"]!.GetValue<string>())
    {
        Mode = (string?)pool["mode"] ?? "System",
        Zones = [.. (pool["availabilityZones"] as JsonArray ?? []).Select(zone => $"{Location}-{zone}")],
        Labels = (pool["nodeLabels"] as JsonObject ?? []).ToDictionary(static label => label.Key, static label => label.Value?.ToString() ?? ""),
    })];

    public string Version => Properties["currentKubernetesVersion"]!.GetValue<string>();

    public string NodeResourceGroup => Properties["nodeResourceGroup"]!.GetValue<string>();

    public string ProvisioningState => Properties["provisioningState"]!.GetValue<string>();

    public string PowerState
    {
        get => Properties["powerState"]!["code"]!.GetValue<string>();
        set
        {
            Properties["powerState"] = new JsonObject { ["code"] = value };
            foreach (var pool in Pools)
                pool!["powerState"] = new JsonObject { ["code"] = value };
        }
    }

    public string Etag => Body["eTag"]!.GetValue<string>();

    /// <summary>Sets the state of the cluster and of its pools, and a new etag.</summary>
    public void SetProvisioningState(string state, ArmException? error = null)
    {
        Properties["provisioningState"] = state;
        foreach (var pool in Pools)
            pool!["provisioningState"] = state;
        if (error is null)
            Properties.Remove("status");
        else
            Properties["status"] = new JsonObject { ["provisioningError"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message } };
        Body["eTag"] = Guid.NewGuid().ToString();
    }

    /// <summary>The pool of a name, or null.</summary>
    public JsonObject? FindPool(string pool) => Pools.OfType<JsonObject>()
        .FirstOrDefault(own => pool.Equals((string?)own["name"], StringComparison.OrdinalIgnoreCase));

    /// <summary>Sets the state of one pool, and new etags.</summary>
    public void SetPoolState(JsonObject pool, string state, ArmException? error = null)
    {
        pool["provisioningState"] = state;
        if (error is null)
            pool.Remove("status");
        else
            pool["status"] = new JsonObject { ["provisioningError"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message } };
        pool["eTag"] = Guid.NewGuid().ToString();
        Body["eTag"] = Guid.NewGuid().ToString();
    }

    /// <summary>The cluster as Resource Manager's own lists of resources show it.</summary>
    public JsonObject ToResourceJson()
    {
        var resource = new JsonObject
        {
            ["id"] = $"{Group.Id}/providers/{Type}/{Name}",
            ["name"] = Name,
            ["type"] = Type,
            ["sku"] = Body["sku"]?.DeepClone(),
            ["location"] = Location,
            ["identity"] = Body["identity"]?.DeepClone(),
        };
        if (Body["tags"] is { } tags)
            resource["tags"] = tags.DeepClone();
        return resource;
    }
}
