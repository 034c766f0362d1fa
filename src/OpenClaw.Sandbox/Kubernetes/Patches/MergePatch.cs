using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Patches;

/// <summary>JSON Merge Patch (RFC 7386).</summary>
internal static class MergePatch
{
    public static JsonObject Apply(JsonObject live, JsonNode patch)
    {
        if (patch is not JsonObject changes) throw Statuses.BadRequest("error decoding patch: json: cannot unmarshal into a map");
        Merge(live, changes);
        return live;
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject existing) target[name] = existing = [];
                Merge(existing, inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
