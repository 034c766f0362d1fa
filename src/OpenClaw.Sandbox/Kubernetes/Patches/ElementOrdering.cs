using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Patches;

/// <summary>The order a $setElementOrder directive asks for.</summary>
internal static class ElementOrdering
{
    /// <summary>Items the order names come in its order; the others keep their place before what followed them in the live list.</summary>
    public static JsonArray Sort(JsonArray items, JsonArray order, string? key, JsonArray live)
    {
        var ranks = order.Select(o => Identity(o, key)).ToList();
        var liveRanks = live.Select(l => Identity(l, key)).ToList();
        var named = items.Where(i => ranks.Contains(Identity(i, key))).OrderBy(i => ranks.IndexOf(Identity(i, key))).ToList();
        var others = items.Where(i => !ranks.Contains(Identity(i, key))).ToList();
        foreach (var other in others)
        {
            var place = liveRanks.IndexOf(Identity(other, key));
            var before = named.FindIndex(n => liveRanks.IndexOf(Identity(n, key)) is >= 0 and var rank && rank > place);
            named.Insert(before < 0 ? named.Count : before, other);
        }

        return new JsonArray([.. named.Select(n => n?.DeepClone())]);
    }

    private static string Identity(JsonNode? item, string? key) =>
        (key is null ? item : item is JsonObject obj ? obj[key] : item)?.ToJsonString() ?? "";
}
