using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Reads Kubernetes objects without a null check at each step: what is not there or of another type reads as null or empty.</summary>
internal static class JsonNodeExtensions
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
            node = (node as JsonObject)?[step];
        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static int? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && int.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out bool flag) && flag;

    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.Text(path) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>The objects in an array.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The strings in an array.</summary>
    public static List<string> Texts(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.Select(static item => item?.ToString() ?? "").ToList() ?? [];

    /// <summary>The properties of an object of strings, such as labels.</summary>
    public static Dictionary<string, string> Map(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonObject)?.ToDictionary(static pair => pair.Key, static pair => pair.Value?.ToString() ?? "") ?? [];

    /// <summary>The object at a path, made when it is not there.</summary>
    public static JsonObject Ensure(this JsonObject node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            if (node[step] is not JsonObject next)
                node[step] = next = [];
            node = next;
        }

        return node;
    }

    public static string Name(this JsonObject obj) => obj.Text("metadata", "name") ?? "";

    public static string Namespace(this JsonObject obj) => obj.Text("metadata", "namespace") ?? "";

    public static string Uid(this JsonObject obj) => obj.Text("metadata", "uid") ?? "";

    public static bool IsDeleting(this JsonObject obj) => obj.At("metadata", "deletionTimestamp") is not null;

    /// <summary>The uid of the owner that controls this object, or null.</summary>
    public static string? ControllerUid(this JsonObject obj) =>
        obj.Objects("metadata", "ownerReferences").FirstOrDefault(static owner => owner.Flag("controller")).Text("uid");

    /// <summary>The status ("True", "False", "Unknown") of a condition, or null.</summary>
    public static string? Condition(this JsonObject obj, string type) =>
        obj.Objects("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type).Text("status");

    /// <summary>Whether a pod is neither finished nor on its way out.</summary>
    public static bool IsActivePod(this JsonObject pod) => !pod.IsDeleting() && pod.Text("status", "phase") is not ("Succeeded" or "Failed");

    /// <summary>An owner reference that makes this object the controller of another.</summary>
    public static JsonObject ToControllerReference(this JsonObject owner) => new()
    {
        ["apiVersion"] = owner.Text("apiVersion"),
        ["kind"] = owner.Text("kind"),
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>Time as the API writes it: UTC, whole seconds.</summary>
    public static string ToApiTime(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
