using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>Reads fields of objects that come from elsewhere: what is missing or of another type is null, never an exception.</summary>
internal static class JsonFields
{
    /// <summary>The string field of that name, or null.</summary>
    public static string? Text(this JsonObject? json, string name) =>
        json?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The integer field of that name, or null.</summary>
    public static int? Integer(this JsonObject? json, string name) =>
        json?[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;

    /// <summary>The boolean field of that name; false when it is missing.</summary>
    public static bool Flag(this JsonObject? json, string name) =>
        json?[name] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary>The object field of that name, or null.</summary>
    public static JsonObject? Child(this JsonObject? json, string name) => json?[name] as JsonObject;

    /// <summary>The objects in the array field of that name; none when it is missing.</summary>
    public static IEnumerable<JsonObject> Children(this JsonObject? json, string name) =>
        (json?[name] as JsonArray)?.OfType<JsonObject>() ?? [];
}
