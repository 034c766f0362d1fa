using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>Which fields differ between two versions of an object.</summary>
internal sealed class Comparison
{
    private Comparison()
    {
    }

    public FieldSet Added { get; } = new();

    public FieldSet Modified { get; } = new();

    public FieldSet Removed { get; } = new();

    public static Comparison Of(StructType type, JsonObject before, JsonObject after)
    {
        var comparison = new Comparison();
        comparison.Compare(type, before, after, []);
        return comparison;
    }

    private void Compare(SchemaType type, JsonNode? before, JsonNode? after, IReadOnlyList<string> path)
    {
        if (type.IsAtomic || (IsEmpty(before) && IsEmpty(after)))
        {
            CompareWhole(before, after, path);
            return;
        }

        switch (type)
        {
            case ListType list:
                CompareItems(list, before as JsonArray, after as JsonArray, path);
                break;
            default:
                var names = (before as JsonObject ?? []).Select(p => p.Key).Union((after as JsonObject ?? []).Select(p => p.Key));
                foreach (var name in names)
                {
                    var step = PathElement.Field(name);
                    if (FieldSets.Descend(type, step) is { } inner)
                        Compare(inner, (before as JsonObject)?[name], (after as JsonObject)?[name], [.. path, step]);
                }

                break;
        }

        if (before is null) Added.Add(path);
        else if (after is null) Removed.Add(path);
    }

    private void CompareWhole(JsonNode? before, JsonNode? after, IReadOnlyList<string> path)
    {
        if (before is null && after is null) return;
        if (before is null) Added.Add(path);
        else if (after is null) Removed.Add(path);
        else if (!JsonNode.DeepEquals(before, after)) Modified.Add(path);
    }

    private void CompareItems(ListType list, JsonArray? before, JsonArray? after, IReadOnlyList<string> path)
    {
        var old = ItemsByStep(list, before);
        var now = ItemsByStep(list, after);
        foreach (var step in old.Keys.Union(now.Keys))
            Compare(list.Element, old.GetValueOrDefault(step), now.GetValueOrDefault(step), [.. path, step]);
    }

    private static Dictionary<string, JsonNode?> ItemsByStep(ListType list, JsonArray? items)
    {
        var result = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in items ?? [])
        {
            if (PathElement.Item(list, item) is { } step) result[step] = item;
        }

        return result;
    }

    private static bool IsEmpty(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };
}
