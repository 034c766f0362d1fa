using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>Lays an applied configuration over an object.</summary>
internal static class Merger
{
    /// <summary>A new value: live with all that the configuration sets.</summary>
    public static JsonNode? Merge(SchemaType type, JsonNode? live, JsonNode? config)
    {
        if (config is null) return live?.DeepClone();
        if (live is null || type.IsAtomic) return config.DeepClone();
        return (live, config) switch
        {
            (JsonObject left, JsonObject right) => MergeFields(type, left, right),
            (JsonArray left, JsonArray right) when type is ListType list => MergeItems(list, left, right),
            _ => config.DeepClone(),
        };
    }

    private static JsonObject MergeFields(SchemaType type, JsonObject live, JsonObject config)
    {
        var result = new JsonObject();
        foreach (var name in live.Select(p => p.Key).Union(config.Select(p => p.Key)))
        {
            var inner = FieldSets.Descend(type, PathElement.Field(name));
            result[name] = inner is null ? (config[name] ?? live[name])?.DeepClone() : Merge(inner, live[name], config[name]);
        }

        return result;
    }

    // Items both have keep the configuration's order; the others stay where they were relative to their neighbours.
    private static JsonArray MergeItems(ListType list, JsonArray live, JsonArray config)
    {
        var left = live.Select(i => (Step: PathElement.Item(list, i), Item: i)).ToList();
        var right = config.Select(i => (Step: PathElement.Item(list, i), Item: i)).ToList();
        var leftByStep = left.Where(i => i.Step is not null).GroupBy(i => i.Step!).ToDictionary(g => g.Key, g => g.First().Item);
        var rightSteps = right.Select(i => i.Step).ToHashSet();
        var shared = right.Where(i => i.Step is not null && leftByStep.ContainsKey(i.Step)).Select(i => i.Step).ToList();
        var result = new JsonArray();
        int l = 0, r = 0, s = 0;
        while (l < left.Count || r < right.Count)
        {
            if (l < left.Count && r < right.Count && left[l].Step == right[r].Step)
            {
                result.Add(Merge(list.Element, left[l++].Item, right[r++].Item));
                s++;
            }
            else if (l < left.Count && rightSteps.Contains(left[l].Step) && (s >= shared.Count || shared[s] != left[l].Step))
            {
                l++;
            }
            else if (l < left.Count && !rightSteps.Contains(left[l].Step))
            {
                result.Add(left[l++].Item?.DeepClone());
            }
            else
            {
                var (step, item) = right[r++];
                if (s < shared.Count && shared[s] == step) s++;
                result.Add(Merge(list.Element, step is null ? null : leftByStep.GetValueOrDefault(step), item));
            }
        }

        return result;
    }
}
