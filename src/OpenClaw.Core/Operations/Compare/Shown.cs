using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenClaw.Operations.Compare;

/// <summary>Values of differences as they may be shown: what is or may be a secret is not.</summary>
/// <param name="secrets">Secrets that are known.</param>
internal sealed partial class Shown(IEnumerable<string> secrets)
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Masked = "***";

    private readonly SecretMask _mask = new(secrets);

    /// <summary>A field's value.</summary>
    /// <param name="path">The field.</param>
    /// <param name="value">Its value as text, without known secrets, or null.</param>
    public static string? Field(string path, string? value) =>
        value is null ? null
        : path.EndsWith(".value", StringComparison.Ordinal) && SecretName().IsMatch(path) ? Masked
        : Assignment().Replace(value, $"$1{Masked}");

    /// <summary>An object with known secrets masked wherever they stand; before anything is shortened, so that no part of one is left.</summary>
    /// <param name="node">The object; it is not changed.</param>
    public JsonNode? Of(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Of(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Of)]),
        JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(_mask.Apply(text)),
        _ => node?.DeepClone(),
    };

    /// <summary>A field's value that is somebody's own: variables are not shown at all.</summary>
    /// <param name="path">The field.</param>
    /// <param name="value">Its value.</param>
    public string? Own(string path, JsonNode? value) =>
        path.Contains(".env[", StringComparison.Ordinal) && path.EndsWith(".value", StringComparison.Ordinal)
            ? Masked : Field(path, FieldDifference.Shown(Of(value)));

    /// <summary>What a server says about a value it refuses, without the value.</summary>
    /// <param name="message">The server's message.</param>
    public string Refusal(string message) => InvalidValue().Replace(_mask.Apply(message), $"$1{Masked}");

    /// <summary>True for the name of something that holds secrets.</summary>
    public static bool IsSecret(string path) => SecretName().IsMatch(path);

    [GeneratedRegex("key|token|secret|passw|credential|auth", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("""(Invalid value: )("(?:[^"\\]|\\.)*"|\{[^}]*\}|\S+)""")]
    private static partial Regex InvalidValue();

    // In a file: a name that tells of a secret and what it is set to, unless that is only a reference.
    [GeneratedRegex("""((?:key|token|secret|passw\w*)["']?\s*[:=]\s*["']?)(?!os\.environ/|["'{])\S.*""", RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();
}
