using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Manifests;

/// <summary>The values of an instance's Secret. Has no text form.</summary>
internal sealed class InstanceSecrets
{
    public const string GatewayToken = "OPENCLAW_GATEWAY_TOKEN";
    public const string MasterKey = "LITELLM_MASTER_KEY";

    private const string AzureKeyPrefix = "AZURE_OPENAI_KEY_";
    private const int KeyBytes = 32;

    private InstanceSecrets(SortedDictionary<string, string> values, IReadOnlyList<string> changes) => (Values, Changes) = (values, changes);

    /// <summary>All values by key.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Keys of the stored Secret that must be added (+), changed (~) or removed (-), each with its sign before it.</summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>The key and variable of an Azure OpenAI key, by the endpoint's place in the model config from 0.</summary>
    public static string AzureKey(int index) => AzureKeyPrefix + (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// What the Secret must hold: what it holds now stays, what is missing is made of 256 bits from the system's generator, and only the
    /// Azure keys follow the model config.
    /// </summary>
    /// <param name="stored">The Secret as it is stored, or null.</param>
    /// <param name="config">The model config.</param>
    public static InstanceSecrets Plan(JsonObject? stored, OpenClawModelConfig config)
    {
        var old = Decode(stored);
        var values = new SortedDictionary<string, string>(old, StringComparer.Ordinal);
        if (!values.TryGetValue(GatewayToken, out var token) || token.Length == 0)
            values[GatewayToken] = NewKey();
        if (!values.TryGetValue(MasterKey, out var key) || key.Length == 0)
            values[MasterKey] = "sk-" + NewKey();
        for (var i = 0; i < config.Endpoints.Count; i++)
            values[AzureKey(i)] = config.Endpoints[i].Key;
        foreach (var name in old.Keys.Where(IsAzureKey).Except(Enumerable.Range(0, config.Endpoints.Count).Select(AzureKey)))
            values.Remove(name);
        return new(values,
        [
            .. values.Where(v => !old.ContainsKey(v.Key)).Select(v => "+" + v.Key),
            .. values.Where(v => old.TryGetValue(v.Key, out var before) && before != v.Value).Select(v => "~" + v.Key),
            .. old.Keys.Except(values.Keys).Select(k => "-" + k),
        ]);
    }

    /// <summary>The values of a stored Secret.</summary>
    public static Dictionary<string, string> Decode(JsonObject? stored)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in stored?["data"] as JsonObject ?? [])
            values[key] = Encoding.UTF8.GetString(Convert.FromBase64String((string?)value ?? ""));
        return values;
    }

    /// <summary>A whole new Secret.</summary>
    public JsonObject ToManifest(InstanceNames names) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = DesiredState.Metadata(names, names.Secret, InstanceLabels.Of(names)),
        ["type"] = "Opaque",
        ["data"] = new JsonObject(Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)Encode(v.Value)))),
    };

    /// <summary>The stored Secret with these values in place of those that differ; all else, and its resourceVersion, stays.</summary>
    public JsonObject Into(JsonObject stored)
    {
        var manifest = stored.DeepClone().AsObject();
        manifest["apiVersion"] = "v1";
        manifest["kind"] = "Secret";
        if (manifest["data"] is not JsonObject data)
            manifest["data"] = data = [];
        foreach (var change in Changes)
        {
            data.Remove(change[1..]);
            if (Values.TryGetValue(change[1..], out var value))
                data[change[1..]] = Encode(value);
        }
        return manifest;
    }

    /// <summary>
    /// The marks for the pods' annotations. Keyed with a secret of 256 bits, so they tell nothing about the values; the same values give
    /// the same marks.
    /// </summary>
    public SecretVersions Versions() => new(
        Mark(Values[GatewayToken], [Values[MasterKey]]),
        Mark(Values[MasterKey], Values.Where(v => IsAzureKey(v.Key)).SelectMany(v => (string[])[v.Key, v.Value])));

    private static string Mark(string secret, IEnumerable<string> parts)
    {
        var text = new JsonArray([.. parts.Select(p => JsonValue.Create(p))]).ToJsonString();
        return Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
    }

    private static string Encode(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));

    private static bool IsAzureKey(string key) => key.StartsWith(AzureKeyPrefix, StringComparison.Ordinal);

    private static string NewKey() => Convert.ToHexString(RandomNumberGenerator.GetBytes(KeyBytes)).ToLowerInvariant();
}
