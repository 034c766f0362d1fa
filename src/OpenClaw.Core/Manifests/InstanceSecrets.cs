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

    /// <summary>What is known of a change that is not proven yet; its text holds no secret. No pod reads it.</summary>
    public const string Record = "CHANGE_RECORD";

    private const string AzureKeyPrefix = "AZURE_OPENAI_KEY_";

    // No pod reads these: the values before a change, and the keys of all endpoints of the kept revisions.
    private const string FormerPrefix = "FORMER_";
    private const string EndpointKeyPrefix = "ENDPOINT_KEY_";
    private const int EndpointMarkLength = 16;
    private const int KeyBytes = 32;

    private static readonly HashSet<string> ChannelKeys =
        [.. ChannelKind.All.SelectMany(static k => k.Credentials).Select(static v => v.Key)];

    private InstanceSecrets(SortedDictionary<string, string> values, IReadOnlyList<string> changes) => (Values, Changes) = (values, changes);

    /// <summary>All values by key.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Keys of the stored Secret that must be added (+), changed (~) or removed (-), each with its sign before it.</summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>Makes a gateway token.</summary>
    public static string NewGatewayToken() => NewKey();

    /// <summary>Makes a master key, with the beginning LiteLLM wants.</summary>
    public static string NewMasterKey() => "sk-" + NewKey();

    /// <summary>The key and variable of an Azure OpenAI key, by the endpoint's place in the model config from 0.</summary>
    public static string AzureKey(int index) => AzureKeyPrefix + (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// What the Secret must hold: what it holds now stays, what is missing is made of 256 bits from the system's generator, and only the
    /// Azure keys follow the model config.
    /// </summary>
    /// <param name="stored">The Secret as it is stored, or null.</param>
    /// <param name="config">The model config.</param>
    /// <param name="history">The endpoints of the kept revisions, whose keys are kept as well; null keeps what is there.</param>
    /// <param name="change">The change under way that these values belong to; null means that they are the last word, and that no other is.</param>
    /// <param name="channels">Values of channels that are given now; null in place of one takes it away.</param>
    public static InstanceSecrets Plan(
        JsonObject? stored, OpenClawModelConfig config, EndpointHistory? history = null, SecretChange? change = null,
        IReadOnlyDictionary<string, string?>? channels = null)
    {
        var old = Decode(stored);
        var values = new SortedDictionary<string, string>(old, StringComparer.Ordinal);
        foreach (var (name, value) in change?.Values ?? new Dictionary<string, string>())
            values[name] = value;
        if (!values.TryGetValue(GatewayToken, out var token) || token.Length == 0)
            values[GatewayToken] = NewGatewayToken();
        if (!values.TryGetValue(MasterKey, out var key) || key.Length == 0)
            values[MasterKey] = NewMasterKey();
        for (var i = 0; i < config.Endpoints.Count; i++)
            values[AzureKey(i)] = config.Endpoints[i].Key;
        foreach (var name in old.Keys.Where(IsAzureKey).Except(Enumerable.Range(0, config.Endpoints.Count).Select(AzureKey)))
            values.Remove(name);
        PlanEndpointKeys(values, old, config, history);
        PlanChange(values, old, change);
        foreach (var (name, value) in channels ?? new Dictionary<string, string?>())
            if (value is null)
                values.Remove(name);
            else
                values[name] = value;
        return new(values,
        [
            .. values.Where(v => !old.ContainsKey(v.Key)).Select(v => "+" + v.Key),
            .. values.Where(v => old.TryGetValue(v.Key, out var before) && before != v.Value).Select(v => "~" + v.Key),
            .. old.Keys.Except(values.Keys).Select(k => "-" + k),
        ]);
    }

    /// <summary>What the Secret held before the change that is under way, or null when none is.</summary>
    /// <param name="values">The values of the stored Secret.</param>
    public static Dictionary<string, string>? Former(IReadOnlyDictionary<string, string> values) => values.ContainsKey(Record)
        ? values.Where(static v => v.Key.StartsWith(FormerPrefix, StringComparison.Ordinal))
            .ToDictionary(static v => v.Key[FormerPrefix.Length..], static v => v.Value, StringComparer.Ordinal)
        : null;

    /// <summary>The key of an endpoint of any kept revision, or null.</summary>
    /// <param name="values">The values of the stored Secret.</param>
    /// <param name="endpoint">The endpoint.</param>
    public static string? KeyOf(IReadOnlyDictionary<string, string> values, Uri endpoint) => values.GetValueOrDefault(EndpointKey(endpoint));

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
        Mark(Values[GatewayToken], [Values[MasterKey], .. Values.Where(v => ChannelKeys.Contains(v.Key)).SelectMany(v => (string[])[v.Key, v.Value])]),
        Mark(Values[MasterKey], Values.Where(v => IsAzureKey(v.Key)).SelectMany(v => (string[])[v.Key, v.Value])));

    private static string Mark(string secret, IEnumerable<string> parts)
    {
        var text = new JsonArray([.. parts.Select(p => JsonValue.Create(p))]).ToJsonString();
        return Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
    }

    // Once there are former endpoints, all keys are kept by endpoint: a run that dies after this write and before its revision is stored leaves
    // the numbered keys ahead of the history.
    private static void PlanEndpointKeys(
        SortedDictionary<string, string> values, Dictionary<string, string> old, OpenClawModelConfig config, EndpointHistory? history)
    {
        if (history is null)
            return;
        var keys = config.Endpoints.ToDictionary(static e => EndpointKey(e.Endpoint), static e => e.Key, StringComparer.Ordinal);
        var former = history.All.Where(e => !keys.ContainsKey(EndpointKey(e))).ToList();
        foreach (var endpoint in former)
            if ((values.GetValueOrDefault(EndpointKey(endpoint)) ?? Numbered(endpoint)) is { } key)
                keys[EndpointKey(endpoint)] = key;
        foreach (var name in values.Keys.Where(static k => k.StartsWith(EndpointKeyPrefix, StringComparison.Ordinal)).ToList())
            values.Remove(name);
        if (former.Count > 0)
            foreach (var (name, key) in keys)
                values[name] = key;

        string? Numbered(Uri endpoint) => history.Current.ToList().IndexOf(endpoint) is var place and >= 0 ? old.GetValueOrDefault(AzureKey(place)) : null;
    }

    // What was proven last stays the former state until something else is proven, however many changes are begun.
    private static void PlanChange(SortedDictionary<string, string> values, Dictionary<string, string> old, SecretChange? change)
    {
        if (change?.Record is null)
        {
            foreach (var name in values.Keys.Where(static k => k == Record || k.StartsWith(FormerPrefix, StringComparison.Ordinal)).ToList())
                values.Remove(name);
            return;
        }
        if (!old.ContainsKey(Record))
            foreach (var (name, value) in old.Where(static v => v.Key is GatewayToken or MasterKey || IsAzureKey(v.Key)))
                values[FormerPrefix + name] = value;
        values[Record] = change.Record;
    }

    private static string EndpointKey(Uri endpoint) => EndpointKeyPrefix
        + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint.AbsoluteUri)))[..EndpointMarkLength];

    private static string Encode(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));

    private static bool IsAzureKey(string key) => key.StartsWith(AzureKeyPrefix, StringComparison.Ordinal);

    private static string NewKey() => Convert.ToHexString(RandomNumberGenerator.GetBytes(KeyBytes)).ToLowerInvariant();
}
