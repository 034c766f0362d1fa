using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Patches;

/// <summary>JSON Patch (RFC 6902).</summary>
internal static class JsonPatch
{
    private const int Limit = 10_000;

    /// <summary>The patched object; throws <see cref="StatusException"/> 422 when an operation does not fit or a test fails.</summary>
    public static JsonObject Apply(JsonObject live, JsonNode patch)
    {
        if (patch is not JsonArray operations) throw Statuses.BadRequest("error decoding patch: json: cannot unmarshal into a list of operations");
        if (operations.Count > Limit) throw new StatusException(413, "RequestEntityTooLarge", $"The allowed maximum operations in a JSON patch is {Limit}, got {operations.Count}");
        JsonNode? root = live;
        foreach (var operation in operations) root = Run(root, operation as JsonObject ?? []);
        return root as JsonObject ?? throw Rejected("the result is not an object");
    }

    private static JsonNode? Run(JsonNode? root, JsonObject operation)
    {
        var path = Pointer((string?)operation["path"]);
        switch ((string?)operation["op"])
        {
            case "add":
                return Add(root, path, operation["value"]?.DeepClone());
            case "remove":
                Remove(root, path);
                return root;
            case "replace":
                if (path.Length == 0) return operation["value"]?.DeepClone();
                Remove(root, path);
                return Add(root, path, operation["value"]?.DeepClone());
            case "move":
                var moved = Remove(root, Pointer((string?)operation["from"]));
                return Add(root, path, moved);
            case "copy":
                return Add(root, path, Find(root, Pointer((string?)operation["from"]))?.DeepClone());
            case "test":
                return JsonNode.DeepEquals(FindOrNull(root, path), operation["value"])
                    ? root
                    : throw Rejected($"testing value {(string?)operation["path"]} failed: test failed");
            default:
                throw Rejected($"unexpected kind: {(string?)operation["op"]}");
        }
    }

    private static string[] Pointer(string? text)
    {
        if (string.IsNullOrEmpty(text)) return [];
        if (text[0] != '/') throw Rejected($"invalid path {text}");
        return text[1..].Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
    }

    private static JsonNode? Add(JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0) return value;
        switch (Find(root, path[..^1]))
        {
            case JsonObject obj:
                obj[path[^1]] = value;
                break;
            case JsonArray array when path[^1] == "-":
                array.Add(value);
                break;
            case JsonArray array:
                array.Insert(Index(path[^1], array.Count), value);
                break;
            default:
                throw Missing(path);
        }

        return root;
    }

    private static JsonNode? Remove(JsonNode? root, string[] path)
    {
        if (path.Length == 0) throw Rejected("the whole object cannot be removed");
        switch (Find(root, path[..^1]))
        {
            case JsonObject obj when obj.TryGetPropertyValue(path[^1], out var value):
                obj.Remove(path[^1]);
                return value;
            case JsonArray { Count: > 0 } array:
                var index = Index(path[^1], array.Count - 1);
                var item = array[index];
                array.RemoveAt(index);
                return item;
            default:
                throw Missing(path);
        }
    }

    private static JsonNode? Find(JsonNode? root, string[] path) => path.Length == 0 ? root : FindOrNull(root, path) ?? throw Missing(path);

    private static JsonNode? FindOrNull(JsonNode? root, string[] path)
    {
        foreach (var step in path)
        {
            root = root switch
            {
                JsonObject obj => obj[step],
                JsonArray array when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < array.Count => array[index],
                _ => null,
            };
        }

        return root;
    }

    private static int Index(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= most
            ? index
            : throw Rejected($"Unable to access invalid index: {text}");

    private static StatusException Missing(string[] path) => Rejected($"doc is missing path: /{string.Join('/', path)}");

    private static StatusException Rejected(string why) => new(
        422, "Invalid", "the server rejected our request due to an error in our request",
        new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "UnexpectedServerResponse", ["message"] = why }) });
}
