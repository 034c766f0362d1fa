using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Manifests;

/// <summary>Marks of content, so that pods roll when what they read at their start changes.</summary>
internal static class Checksum
{
    /// <summary>The pod template's annotation for its ConfigMap; the name Helm charts use.</summary>
    public const string ConfigAnnotation = "checksum/config";

    /// <summary>The pod template's annotation for its secrets.</summary>
    public const string SecretsAnnotation = "checksum/secrets";

    /// <summary>The mark of a ConfigMap's data.</summary>
    public static string Of(JsonObject configMap) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(configMap["data"]!.ToJsonString()))).ToLowerInvariant();
}
