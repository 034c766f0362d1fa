using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Objects;

/// <summary>The metadata every object has.</summary>
internal static class ObjectFields
{
    /// <summary>metadata, made when it is not there.</summary>
    public static JsonObject Metadata(this JsonObject obj)
    {
        if (obj["metadata"] is JsonObject metadata) return metadata;
        metadata = [];
        obj["metadata"] = metadata;
        return metadata;
    }

    public static string Name(this JsonObject obj) => (string?)obj["metadata"]?["name"] ?? "";

    public static string? Namespace(this JsonObject obj) => (string?)obj["metadata"]?["namespace"];

    public static string Uid(this JsonObject obj) => (string?)obj["metadata"]?["uid"] ?? "";

    public static string ResourceVersion(this JsonObject obj) => (string?)obj["metadata"]?["resourceVersion"] ?? "";

    public static bool IsTerminating(this JsonObject obj) => obj["metadata"]?["deletionTimestamp"] is not null;

    public static IEnumerable<string> Finalizers(this JsonObject obj) =>
        (obj["metadata"]?["finalizers"] as JsonArray ?? []).Select(f => (string?)f ?? "");

    public static IEnumerable<JsonObject> OwnerReferences(this JsonObject obj) =>
        (obj["metadata"]?["ownerReferences"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>The object at the end of a path, or null.</summary>
    public static JsonObject? Child(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path) node = (node as JsonObject)?[name];
        return node as JsonObject;
    }

    /// <summary>The objects of a list; empty when it is not there.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? node, string name) =>
        ((node as JsonObject)?[name] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Adds a field when it is not there.</summary>
    public static void SetDefault(this JsonObject obj, string name, Func<JsonNode> value)
    {
        if (obj[name] is null) obj[name] = value();
    }
}
