using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>The steps of a field path as FieldsV1 writes them: <c>f:name</c>, <c>k:{"name":"x"}</c>, <c>v:"x"</c>.</summary>
internal static class PathElement
{
    public static string Field(string name) => "f:" + name;

    /// <summary>The step to an item of a map-like list or set; null when the item lacks its key.</summary>
    public static string? Item(ListType list, JsonNode? item)
    {
        if (list.IsSet) return "v:" + (item?.ToJsonString(JsonText.Compact) ?? "null");
        if (item is not JsonObject obj) return null;
        var key = new JsonObject();
        foreach (var name in list.Keys.Order(StringComparer.Ordinal))
        {
            var value = obj[name] ?? DefaultKey(name);
            if (value is not null) key[name] = value.DeepClone();
        }

        return key.Count == 0 ? null : "k:" + key.ToJsonString(JsonText.Compact);
    }

    /// <summary>The step as conflict messages write it.</summary>
    public static string Describe(string step)
    {
        if (step.StartsWith("f:", StringComparison.Ordinal)) return "." + step[2..];
        if (step.StartsWith("v:", StringComparison.Ordinal)) return $"[={step[2..]}]";
        var keys = JsonNode.Parse(step[2..])!.AsObject();
        return $"[{string.Join(',', keys.Select(k => $"{k.Key}={k.Value?.ToJsonString(JsonText.Compact)}"))}]";
    }

    private static JsonValue? DefaultKey(string name) => name == "protocol" ? JsonValue.Create("TCP") : null;
}
