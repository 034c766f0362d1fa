using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes;

/// <summary>JSON as the API server reads and writes it.</summary>
internal static class JsonText
{
    /// <summary>No escapes that JSON does not ask for, so that YAML shows text as it was given.</summary>
    public static JsonSerializerOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Reads JSON into nodes that are safe to read from many threads. Of a field given twice the last one counts, and it is reported.
    /// Throws <see cref="JsonException"/>.
    /// </summary>
    public static JsonNode? Parse(ReadOnlyMemory<byte> utf8, DecodeIssues? issues = null)
    {
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 256 });
        return Build(document.RootElement, "", issues);
    }

    private static JsonNode? Build(JsonElement element, string path, DecodeIssues? issues)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var obj = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    var inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    if (obj.ContainsKey(property.Name)) issues?.AddDuplicate(inner);
                    obj[property.Name] = Build(property.Value, inner, issues);
                }

                return obj;
            case JsonValueKind.Array:
                var array = new JsonArray();
                var index = 0;
                foreach (var item in element.EnumerateArray()) array.Add(Build(item, $"{path}[{index++}]", issues));
                return array;
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }
}
