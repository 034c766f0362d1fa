using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations;

/// <summary>Compares an object as it is with what an apply would make of it.</summary>
internal static class FieldDifference
{
    private const int MaxShown = 60;

    // What the server itself keeps
    private static readonly string[] ServersOwn =
        ["managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink"];

    /// <summary>True when an apply would write: a field differs, or we do not yet own what we apply.</summary>
    public static bool WouldWrite(JsonObject live, JsonObject result) =>
        Of(live, result).Any() || !JsonNode.DeepEquals(Owned(live), Owned(result));

    /// <summary>The fields that differ: path, old and new value, each as text or null.</summary>
    public static IEnumerable<(string Path, string? Old, string? New)> Of(JsonObject live, JsonObject result) =>
        Compare("", Comparable(live), Comparable(result));

    private static JsonNode? Owned(JsonObject obj) => obj.Child("metadata").Children("managedFields")
        .FirstOrDefault(f => f.Text("manager") == InstanceContext.FieldManager && f.Text("operation") == "Apply")?["fieldsV1"];

    private static JsonObject Comparable(JsonObject obj)
    {
        var copy = obj.DeepClone().AsObject();
        copy.Remove("status");
        // A list's items come without them.
        copy.Remove("apiVersion");
        copy.Remove("kind");
        foreach (var field in ServersOwn)
            copy.Child("metadata")?.Remove(field);
        return copy;
    }

    private static IEnumerable<(string Path, string? Old, string? New)> Compare(string path, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after))
            return [];
        if (before is JsonObject || after is JsonObject)
        {
            var (old, now) = (before as JsonObject ?? [], after as JsonObject ?? []);
            return now.Select(p => p.Key).Union(old.Select(p => p.Key)).SelectMany(key => Compare(Join(path, key), old[key], now[key]));
        }
        if (before is JsonArray or null && after is JsonArray or null && Named(before, after) is { } names)
            return names.SelectMany(name => Compare($"{path}[{name}]", Item(before, name), Item(after, name)));
        return Text(before) is { } oldText && Text(after) is { } newText && (oldText + newText).Contains('\n', StringComparison.Ordinal)
            ? CompareLines(path, oldText.Split('\n'), newText.Split('\n'))
            : [(path, Shown(before), Shown(after))];
    }

    // A file in a ConfigMap: the lines that differ, a line that went beside the one that came.
    private static IEnumerable<(string Path, string? Old, string? New)> CompareLines(string path, string[] before, string[] after)
    {
        var (gone, come) = (before.Except(after).ToList(), after.Except(before).ToList());
        if (gone.Count == 0 && come.Count == 0)
            return [(path, $"({before.Length} lines)", $"({after.Length} lines, in another order)")];
        return Enumerable.Range(0, Math.Max(gone.Count, come.Count))
            .Select(i => (path, Cut(gone.ElementAtOrDefault(i)?.Trim()), Cut(come.ElementAtOrDefault(i)?.Trim())));
    }

    // Lists whose items have names are compared by them, as the server merges them. Mounts are known by their path: a volume may be mounted twice.
    private static IEnumerable<string>? Named(params JsonNode?[] lists)
    {
        var items = lists.OfType<JsonArray>().SelectMany(l => l).ToList();
        return items.Count > 0 && items.TrueForAll(i => NameOf(i) is not null)
            ? items.Select(i => NameOf(i)!).Distinct().ToList() : null;
    }

    /// <summary>What an item of a list is known by, or null.</summary>
    internal static string? NameOf(JsonNode? item) => (item as JsonObject)?.Text("mountPath") ?? (item as JsonObject)?.Text("name");

    private static JsonObject? Item(JsonNode? list, string name) =>
        (list as JsonArray)?.OfType<JsonObject>().FirstOrDefault(i => NameOf(i) == name);

    internal static string Join(string path, string key) =>
        path.Length == 0 ? key : key.AsSpan().ContainsAny("./") ? $"{path}[{key}]" : $"{path}.{key}";

    private static string? Text(JsonNode? value) => value is JsonValue v && v.TryGetValue(out string? text) ? text : null;

    internal static string? Shown(JsonNode? value)
    {
        var text = Text(value) ?? value?.ToJsonString();
        return text?.Contains('\n', StringComparison.Ordinal) == true ? $"({text.Count(c => c == '\n') + 1} lines)" : Cut(text);
    }

    private static string? Cut(string? text) => text is null || text.Length <= MaxShown ? text : text[..MaxShown] + "…";
}
