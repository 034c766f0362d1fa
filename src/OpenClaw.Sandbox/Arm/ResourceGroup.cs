using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>A resource group. Guarded by <see cref="ResourceManager.Sync"/>.</summary>
internal sealed class ResourceGroup(string subscriptionId, string name, string location)
{
    /// <summary>Name in the letter case it was made with.</summary>
    public string Name { get; } = name;

    public string Location { get; } = location;

    public string Id { get; } = $"/subscriptions/{subscriptionId}/resourceGroups/{name}";

    public JsonObject? Tags { get; set; }

    /// <summary>Id of the resource that keeps it, as a managed cluster keeps its node resource group; or null.</summary>
    public string? ManagedBy { get; init; }

    /// <summary>The deletion under way, or null.</summary>
    public Operation? Deletion { get; set; }

    public JsonObject ToJson()
    {
        var group = new JsonObject
        {
            ["id"] = Id,
            ["name"] = Name,
            ["type"] = "Microsoft.Resources/resourceGroups",
            ["location"] = Location,
        };
        if (ManagedBy is not null)
            group["managedBy"] = ManagedBy;
        if (Tags is not null)
            group["tags"] = Tags.DeepClone();
        group["properties"] = new JsonObject { ["provisioningState"] = Deletion is null ? "Succeeded" : "Deleting" };
        return group;
    }
}
