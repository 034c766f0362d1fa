using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Compares pod templates, and names them by a hash of what they say.</summary>
internal static class PodTemplate
{
    public const string HashLabel = "pod-template-hash";
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>Whether two templates ask for the same pods; the hash label does not count.</summary>
    public static bool AreEqual(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(WithoutHash(one), WithoutHash(other));

    /// <summary>Ten letters that depend on the content, not on the order of properties.</summary>
    public static string Hash(JsonNode? template)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(WithoutHash(template))?.ToJsonString() ?? ""));
        return string.Concat(digest.Take(10).Select(static value => Alphabet[value % Alphabet.Length]));
    }

    private static JsonNode? WithoutHash(JsonNode? template)
    {
        var copy = template?.DeepClone();
        if (copy.At("metadata") is JsonObject metadata)
        {
            (metadata["labels"] as JsonObject)?.Remove(HashLabel);
            metadata.Remove("creationTimestamp");
        }

        return copy;
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject obj => new JsonObject(obj.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
