using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Tests.Operations;

/// <summary>A field of a manifest and the ways to change it by hand; generated, so that no field we manage is forgotten.</summary>
/// <param name="Path">The field as differences spell it.</param>
/// <param name="Makers">Changes to try, for a server accepts not every value.</param>
internal sealed record ManualChange(string Path, IReadOnlyList<Action<JsonObject>> Makers)
{
    // What makes an item of a list that item: with another value it is another item, so the item is removed instead.
    private static readonly string[] Keys = ["name", "mountPath"];

    /// <summary>The changes of all fields of a manifest.</summary>
    public static IEnumerable<ManualChange> Of(JsonObject manifest) =>
        manifest.Where(static p => p.Key is not ("apiVersion" or "kind")).SelectMany(p => Of(p.Value!, p.Key, o => o[p.Key]!, p.Key == "metadata"));

    private static IEnumerable<ManualChange> Of(JsonNode value, string path, Func<JsonNode, JsonNode> find, bool isMetadata = false)
    {
        if (value is JsonObject { Count: > 0 } map)
            return map.Where(p => !isMetadata || p.Key is not ("name" or "namespace"))
                .SelectMany(p => Below(map, p.Key, p.Value!, Join(path, p.Key), find));
        if (value is JsonArray list && list.All(static i => Name(i) is not null))
            return list.SelectMany(item => Item(item!.AsObject(), Name(item)!, path, find));
        return [];
    }

    private static IEnumerable<ManualChange> Below(JsonObject map, string key, JsonNode value, string path, Func<JsonNode, JsonNode> find)
    {
        var below = Of(value, path, o => find(o)[key]!).ToList();
        return below.Count > 0
            ? below
            : [new(path, [.. Others(key, value).Select(other => (Action<JsonObject>)(o => find(o)[key] = other?.DeepClone()))])];
    }

    private static IEnumerable<ManualChange> Item(JsonObject item, string name, string path, Func<JsonNode, JsonNode> find)
    {
        var at = $"{path}[{name}]";
        yield return new(at, [o => find(o).AsArray().Remove(Named(find(o), name))]);
        // What may stand in its place, but not beside it.
        if (item["valueFrom"] is not null)
            yield return new(Join(at, "valueFrom"), [o => Replace(Named(find(o), name), "value", "by hand")]);
        if (path.EndsWith(".volumes", StringComparison.Ordinal))
            yield return new(Join(at, item.Single(static p => p.Key != "name").Key), [o => Replace(Named(find(o), name), item["emptyDir"] is null ? "emptyDir" : "configMap", new JsonObject { [item["emptyDir"] is null ? "sizeLimit" : "name"] = "1Gi" })]);
        foreach (var (key, value) in item)
        {
            if (Keys.Contains(key))
                continue;
            foreach (var change in Below(item, key, value!, Join(at, key), o => Named(find(o), name)))
                yield return change;
        }
    }

    private static void Replace(JsonObject item, string key, JsonNode value)
    {
        foreach (var other in item.Select(static p => p.Key).Where(static k => k != "name").ToList())
            item.Remove(other);
        item[key] = value;
    }

    private static IEnumerable<JsonNode?> Others(string key, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => [!value.GetValue<bool>()],
        JsonValueKind.Number => [(long)value.GetValue<int>() + 1, (long)value.GetValue<int>() - 1],
        JsonValueKind.Array => [Longer(value.AsArray()), Shorter(value.AsArray())],
        JsonValueKind.String => Texts(key, value.GetValue<string>()).Select(static t => (JsonNode?)t),
        _ => [null],
    };

    private static IEnumerable<string> Texts(string key, string value) => (key switch
    {
        "imagePullPolicy" => ["Always", "IfNotPresent"],
        "type" => ["NodePort", "Unconfined", "Localhost", "RollingUpdate"],
        "protocol" => ["UDP"],
        "fsGroupChangePolicy" => ["Always"],
        "cpu" => ["77m"],
        "memory" or "sizeLimit" or "storage" => ["3333Mi", "1111Mi", "77Mi"],
        "scheme" => ["HTTPS"],
        "claimName" or "configMap" => ["other"],
        _ => (string[])[],
    }).Where(t => t != value).Append($"{value}x").Append("baseline");

    private static JsonArray Longer(JsonArray list)
    {
        var longer = list.DeepClone().AsArray();
        longer.Add(list.Count > 0 && list[0]?.GetValueKind() == JsonValueKind.String ? "x" : new JsonObject());
        return longer;
    }

    private static JsonArray Shorter(JsonArray list) => [.. list.Take(list.Count - 1).Select(static i => i?.DeepClone())];

    private static JsonObject Named(JsonNode list, string name) => list.AsArray().OfType<JsonObject>().First(i => Name(i) == name);

    private static string? Name(JsonNode? item) => ((item as JsonObject)?["mountPath"] ?? (item as JsonObject)?["name"])?.GetValue<string>();

    private static string Join(string path, string key) => key.Contains('.', StringComparison.Ordinal) || key.Contains('/', StringComparison.Ordinal) ? $"{path}[{key}]" : $"{path}.{key}";
}
