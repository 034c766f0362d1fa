using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>
/// The three-way merge of OpenClaw's configuration: what is declared wins, what was declared before and is no longer goes, everything
/// else is the user's.
/// </summary>
internal static class ConfigMerge
{
    private const string SetProperty = "allowedOrigins";

    /// <summary>Merges; the arguments are left as they are.</summary>
    /// <param name="declared">What is declared now.</param>
    /// <param name="lastDeclared">What was declared at the last merge.</param>
    /// <param name="persisted">What is on the volume.</param>
    public static JsonObject Merge(JsonObject declared, JsonObject lastDeclared, JsonObject persisted)
    {
        var result = (JsonObject)persisted.DeepClone();
        Remove(result, lastDeclared, declared);
        Set(result, declared, lastDeclared);
        return result;
    }

    /// <summary>Paths of the values that differ, for a log: never the values.</summary>
    public static IEnumerable<string> ChangedPaths(JsonNode? before, JsonNode? after, string path = "")
    {
        if (before is JsonObject one && after is JsonObject other)
        {
            return one.Select(static pair => pair.Key).Union(other.Select(static pair => pair.Key))
                .SelectMany(key => ChangedPaths(one[key], other[key], path.Length == 0 ? key : $"{path}.{key}"));
        }

        return JsonNode.DeepEquals(before, after) ? [] : [path];
    }

    private static void Remove(JsonObject target, JsonObject lastDeclared, JsonObject? declared)
    {
        foreach (var (key, was) in lastDeclared)
        {
            var isNow = declared?[key];
            if (was is JsonObject wasObject && target[key] is JsonObject inner)
            {
                // An object that is declared as something else now is replaced, not emptied.
                if (isNow is not null and not JsonObject)
                    continue;
                Remove(inner, wasObject, isNow as JsonObject);
                if (isNow is null && inner.Count == 0)
                    target.Remove(key);
            }
            else if (declared is null || !declared.ContainsKey(key))
            {
                if (key == SetProperty && was is JsonArray wasArray && target[key] is JsonArray kept)
                    target[key] = Union([], kept, wasArray);
                else
                    target.Remove(key);
            }
        }
    }

    private static void Set(JsonObject target, JsonObject declared, JsonObject? lastDeclared)
    {
        foreach (var (key, value) in declared)
        {
            if (value is JsonObject obj)
            {
                if (target[key] is not JsonObject inner)
                    target[key] = inner = [];
                Set(inner, obj, lastDeclared?[key] as JsonObject);
            }
            else if (key == SetProperty && value is JsonArray array && target[key] is JsonArray kept)
            {
                target[key] = Union(array, kept, lastDeclared?[key] as JsonArray ?? []);
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    /// <summary>What is declared, then what the user added: what is there and was not declared.</summary>
    private static JsonArray Union(JsonArray declared, JsonArray persisted, JsonArray lastDeclared)
    {
        bool Contains(JsonArray array, JsonNode? item) => array.Any(other => JsonNode.DeepEquals(other, item));
        var users = persisted.Where(item => !Contains(declared, item) && !Contains(lastDeclared, item));
        return new JsonArray([.. declared.Concat(users).Select(static item => item?.DeepClone())]);
    }
}
