using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Reliability.Cluster;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Reliability.Faults;

/// <summary>What a flow has made in Azure and in the cluster, without what servers add and what is random.</summary>
internal static partial class DesiredObjects
{
    private static readonly (string ApiVersion, string Kind)[] Kinds =
    [
        ("v1", "Namespace"), ("v1", "ConfigMap"), ("v1", "Secret"), ("v1", "Service"), ("v1", "ServiceAccount"), ("v1", "PersistentVolumeClaim"),
        ("apps/v1", "Deployment"), ("apps/v1", "ControllerRevision"), ("networking.k8s.io/v1", "NetworkPolicy"), ("coordination.k8s.io/v1", "Lease"),
    ];

    private static readonly string[] ServerSide = ["resourceVersion", "uid", "creationTimestamp", "generation", "managedFields", "status"];

    /// <summary>All objects, as text to compare.</summary>
    public static string Of(FastSandbox sandbox)
    {
        var all = new List<string>();
        lock (sandbox.Host.Manager.Sync)
        {
            all.AddRange(sandbox.Host.Manager.Groups.Values.Select(static group => Text(group.ToJson())).Order(StringComparer.Ordinal));
            all.AddRange(sandbox.Host.Manager.Clusters.Select(static cluster => Text((JsonObject)cluster.Body.DeepClone())));
        }

        foreach (var store in sandbox.Host.RunningClusters.Select(static cluster => cluster.Store).OfType<IObjectStore>())
        {
            all.AddRange(Kinds.SelectMany(kind => store.List(kind.ApiVersion, kind.Kind)).Select(static obj => Text(obj)).Order(StringComparer.Ordinal));
            // Of the pods only their number counts: one of each Deployment, and none left over.
            all.AddRange(store.List("v1", "Pod", "openclaw-ns").Select(static pod => $"{pod.Text("metadata", "labels", "app")} {pod.Condition("Ready")}")
                .Order(StringComparer.Ordinal));
        }

        return string.Join('\n', all);
    }

    /// <summary>What must never change once it is there: the secrets' values, and which claims hold the data.</summary>
    public static IReadOnlyDictionary<string, string> Precious(FastSandbox sandbox)
    {
        var all = new Dictionary<string, string>();
        foreach (var store in sandbox.Host.RunningClusters.Select(static cluster => cluster.Store).OfType<IObjectStore>())
        {
            foreach (var secret in store.List("v1", "Secret", "openclaw-ns"))
            {
                foreach (var (name, value) in secret.Map("data"))
                    all[$"{secret.Name()}/{name}"] = value;
            }

            foreach (var claim in store.List("v1", "PersistentVolumeClaim", "openclaw-ns"))
                all[$"claim {claim.Name()}"] = claim.Uid();
        }

        return all;
    }

    private static string Text(JsonObject obj)
    {
        if (obj["metadata"] is JsonObject metadata)
        {
            foreach (var field in ServerSide)
                metadata.Remove(field);
        }

        obj.Remove("status");
        obj.Remove("eTag");
        // A lease that could not be given back runs out by itself.
        if (obj.Text("kind") == "Lease" && obj["spec"] is JsonObject lease)
            lease.Remove("holderIdentity");
        if (obj.Text("kind") == "Secret" && obj["data"] is JsonObject data)
        {
            foreach (var name in data.Select(static pair => pair.Key).ToList())
                data[name] = "*";
        }

        return Changing().Replace(Sorted(obj)!.ToJsonString(), "*");
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject obj => new JsonObject(obj.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    // Ids, loopback ports, times, generated names, checksums over secrets and volumes' names.
    [GeneratedRegex(
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|127\\.0\\.0\\.1:\\d+|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|\\+00:00)"
        + "|(?<=\"checksum/[a-z]+\":\")[0-9a-f]+|(?<=\"leaseTransitions\":)\\d+|\\b10\\.0\\.\\d+\\.\\d+|-----BEGIN CERT[^\"]*"
        + "|(?<=fqdn\":)\"[^\"]*\"|(?<=FQDN\":)\"[^\"]*\"|(?<=\"resourceUID\":)\"[^\"]*\"|(?<=\"etag\":)\"[^\"]*\"|(?<=\"port\":)\\d{5}")]
    private static partial Regex Changing();
}
