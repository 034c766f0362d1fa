using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>Checks that an applied configuration has only declared fields and that the items of its lists can be told apart.</summary>
internal static class AppliedConfiguration
{
    /// <summary>Throws <see cref="StatusException"/> 500 with the API server's words, as it does.</summary>
    public static void Check(ResourceType type, JsonObject config, string? ns, string name)
    {
        var errors = new List<string>();
        Check(type.Schema, config, "", errors);
        if (errors.Count == 0) return;
        var text = errors.Count == 1 ? errors[0] : "errors:\n" + string.Join('\n', errors.Select(e => "  " + e));
        throw new StatusException(
            500, "", $"failed to create typed patch object ({ns}/{name}; {type.ApiVersion}, Kind={type.Kind}): {text}");
    }

    private static void Check(SchemaType type, JsonNode? value, string path, List<string> errors)
    {
        if (value is null) return;
        switch (type)
        {
            case StructType structure when value is JsonObject obj:
                foreach (var (name, item) in obj)
                {
                    if (structure.Fields.TryGetValue(name, out var field)) Check(field.Type, item, $"{path}.{name}", errors);
                    else errors.Add($"{path}.{name}: field not declared in schema");
                }

                break;
            case MapType map when value is JsonObject entries:
                foreach (var (name, item) in entries) Check(map.Element, item, $"{path}.{name}", errors);
                break;
            case ListType list when value is JsonArray items:
                CheckItems(list, items, path, errors);
                break;
            case StructType or MapType:
                errors.Add($"{path}: expected map, got &{{{value.ToJsonString()}}}");
                break;
            case ListType:
                errors.Add($"{path}: expected list, got &{{{value.ToJsonString()}}}");
                break;
            case ScalarType { Kind: ScalarKind.String } when value is not JsonValue scalar || !scalar.TryGetValue(out string? _):
                errors.Add($"{path}: expected string, got &value.valueUnstructured{{Value:{value.ToJsonString()}}}");
                break;
        }
    }

    private static void CheckItems(ListType list, JsonArray items, string path, List<string> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var index = i.ToString(CultureInfo.InvariantCulture);
            if (list.IsAtomic)
            {
                Check(list.Element, items[i], $"{path}[{index}]", errors);
                continue;
            }

            var step = PathElement.Item(list, items[i]);
            if (step is null || (!list.IsSet && list.Keys.Any(k => k != "protocol" && items[i]?[k] is null)))
            {
                var key = list.Keys.FirstOrDefault(k => items[i]?[k] is null) ?? "";
                errors.Add($"{path}: element {index}: associative list with keys has an element that omits key field \"{key}\"");
                continue;
            }

            var inner = path + PathElement.Describe(step);
            if (!seen.Add(step)) errors.Add($"{path}: duplicate entries for key {PathElement.Describe(step)}");
            Check(list.Element, items[i], inner, errors);
        }
    }
}
