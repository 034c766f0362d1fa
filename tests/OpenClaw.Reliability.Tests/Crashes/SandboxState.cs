using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Reliability.Crashes;

/// <summary>
/// Everything in a sandbox, in a form that is the same for every run that got to the same state: without what a server makes up (ids,
/// versions, times, addresses) and with one word for each random name.
/// </summary>
internal static partial class SandboxState
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // Only what it is about is kept of an Event, and it may be there or not. Endpoints follow the pods in their controller's own time.
    private static readonly IReadOnlyList<ResourceType> Types = [.. ResourceTypes.All.Where(t => t is { Kind: not ("Event" or "Endpoints" or "EndpointSlice") })];

    /// <summary>Reads all of it: one entry for each object of the cluster and of Azure, by name.</summary>
    public static async Task<SortedDictionary<string, string>> ReadAsync(CrashSandbox sandbox, CancellationToken cancellationToken)
    {
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (sandbox.Store is { } store)
        {
            RequireTrueSecretMarks(store, await sandbox.ReadModelsAsync(cancellationToken));
            foreach (var obj in Objects(store))
                Add(state, Freed(obj), "Cluster");
        }
        foreach (var group in (await sandbox.ReadAzureAsync("resourcegroups", "2021-04-01", cancellationToken)).Objects("value"))
            Add(state, group, "ResourceGroup");
        foreach (var cluster in (await sandbox.ReadAzureAsync("providers/Microsoft.ContainerService/managedClusters", "2026-06-01", cancellationToken)).Objects("value"))
            Add(state, cluster, "ManagedCluster");
        return state;
    }

    /// <summary>What is there, by kind and name, with its uid: an object of which this is unlike was lost or made again.</summary>
    public static Dictionary<string, string> Uids(IObjectStore? store) =>
        store is null ? [] : Objects(store).ToDictionary(o => $"{o.Text("kind")} {o.Namespace()}/{o.Name()}", o => o.Uid());

    /// <summary>The values of the instance's Secret; null when there is none.</summary>
    public static Dictionary<string, string>? Secrets(IObjectStore? store) =>
        store?.Get("v1", "Secret", "openclaw-ns", $"{CrashSandbox.Name}-secrets") is { } secret ? InstanceSecrets.Decode(secret) : null;

    /// <summary>Lines that are in one state and not in the other; empty when they are the same.</summary>
    public static string Difference(SortedDictionary<string, string> wanted, SortedDictionary<string, string> found)
    {
        var lines = new List<string>();
        foreach (var name in wanted.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
        {
            var (before, after) = (wanted.GetValueOrDefault(name), found.GetValueOrDefault(name));
            if (before == after)
                continue;
            if (before is null || after is null)
            {
                lines.Add($"{(before is null ? "one too many" : "missing")}: {name}");
                continue;
            }
            var (left, right) = (before.Split('\n'), after.Split('\n'));
            var (gone, come) = (left.Except(right).Take(6).ToList(), right.Except(left).Take(6).ToList());
            lines.Add(gone.Count + come.Count == 0
                ? $"{name}: {left.Length} and {right.Length} lines, the same ones"
                : $"{name}: -{string.Join(" -", gone)} +{string.Join(" +", come)}");
        }
        return string.Join('\n', lines);
    }

    private static IEnumerable<JsonObject> Objects(IObjectStore store) => Types.SelectMany(type => store.List(type.ApiVersion, type.Kind));

    // The marks differ between installations, for each has secrets of its own; that they are those of the stored ones is checked here.
    private static void RequireTrueSecretMarks(IObjectStore store, OpenClawModelConfig models)
    {
        if (store.Get("v1", "Secret", "openclaw-ns", $"{CrashSandbox.Name}-secrets") is not { } stored)
            return;
        var versions = InstanceSecrets.Plan(stored, models).Versions();
        foreach (var (name, mark) in new[] { (CrashSandbox.Name, versions.OpenClaw), ($"{CrashSandbox.Name}-llmproxy", versions.LiteLLM) })
            if (store.Get("apps/v1", "Deployment", "openclaw-ns", name) is { } deployment)
                Assert.Equal(mark, deployment.Text("spec", "template", "metadata", "annotations", Checksum.SecretsAnnotation));
    }

    // A run that finds nothing to change writes nothing, and so leaves the lock of a dead process where it is: it is free for anybody.
    private static JsonObject Freed(JsonObject obj)
    {
        if (obj.Text("kind") != "Lease" || obj.Text("spec", "holderIdentity") is not { } holder)
            return obj;
        Assert.True(LeaseHolder.IsGone(holder), $"The lock is held by {holder}.");
        obj["spec"]!.AsObject().Remove("holderIdentity");
        foreach (var entry in obj.Objects("metadata", "managedFields"))
            entry.At("fieldsV1", "f:spec")?.AsObject().Remove("f:holderIdentity");
        return obj;
    }

    private static void Add(SortedDictionary<string, string> state, JsonObject obj, string source)
    {
        var hash = obj.Text("metadata", "labels", "pod-template-hash");
        var copy = (JsonObject)Canonical(obj)!;
        var text = Known(copy.ToJsonString(Indented), hash);
        var name = Known(source == "Cluster" ? $"{obj.Text("kind")} {obj.Namespace()}/{obj.Name()}" : $"{source} {obj.Text("name")}", hash);
        // All ReplicaSets of a Deployment have the same name but for the random part.
        if (obj.Text("metadata", "annotations", "deployment.kubernetes.io/revision") is { } revision)
            name += $" revision {revision}";
        for (var number = 2; !state.TryAdd(number == 2 ? name : $"{name} ({number})", text); number++)
        {
        }
    }

    private static string Known(string text, string? hash)
    {
        if (hash is not null)
            text = Regex.Replace(text, $"{hash}(-[a-z0-9]{{5}})?", "HASH");
        text = Guids().Replace(text, "GUID");
        text = Times().Replace(text, "TIME");
        text = Addresses().Replace(text, "ADDRESS");
        text = PodNames().Replace(text, "$1HASH");
        return Marks().Replace(text, "$1MARK");
    }

    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject obj => new JsonObject(obj.Where(f => !IsVolatile(obj, f.Key)).OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => KeyValuePair.Create(f.Key, Canonical(obj, f.Key, f.Value)))),
        JsonArray array when array.Count > 0 && array.All(i => i is JsonObject) => new JsonArray(
            [.. array.Select(Canonical).OrderBy(i => Known(i!.ToJsonString(), null), StringComparer.Ordinal)]),
        JsonArray array => new JsonArray([.. array.Select(Canonical)]),
        _ => node?.DeepClone(),
    };

    private static JsonNode? Canonical(JsonObject owner, string field, JsonNode? value) => field switch
    {
        "data" when owner.Text("kind") == "Secret" => new JsonArray([.. ((JsonObject)value!).Select(d => JsonValue.Create(d.Key))]),
        // How often a controller wrote is chance; what we own is not.
        "managedFields" => Canonical(new JsonArray([.. value!.AsArray().Where(m => m.Text("manager") == "openclaw").Select(m => m!.DeepClone())])),
        _ => Canonical(value),
    };

    private static bool IsVolatile(JsonObject owner, string field) => field switch
    {
        "resourceVersion" or "eTag" or "leaseTransitions" or "fqdn" or "azurePortalFQDN" or "resourceUID" or "ca.crt" => true,
        // Of an EndpointSlice it counts how its pods came and went.
        "generation" => owner.Text("labels", "kubernetes.io/service-name") is not null,
        "message" => owner.ContainsKey("lastTransitionTime"),
        _ => false,
    };

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Guids();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")]
    private static partial Regex Times();

    [GeneratedRegex(@"\b10\.\d+\.\d+\.\d+\b")]
    private static partial Regex Addresses();

    [GeneratedRegex($@"({CrashSandbox.Name}(-llmproxy)?-)[a-z0-9]{{8,10}}-[a-z0-9]{{5}}")]
    private static partial Regex PodNames();

    [GeneratedRegex("(checksum/secrets\": \")[0-9a-f]{64}")]
    private static partial Regex Marks();
}
