using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>A discovery answer, and its aggregated form where there is one.</summary>
internal sealed record DiscoveryDocument(JsonObject Plain, JsonObject? Aggregated = null);

/// <summary>Tells clients what the API server serves.</summary>
internal static class Discovery
{
    private static readonly string[] BuiltInGroups =
    [
        "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps", "authentication.k8s.io", "authorization.k8s.io",
        "autoscaling", "batch", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "flowcontrol.apiserver.k8s.io",
        "metrics.k8s.io", "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io",
        "storage.k8s.io",
    ];

    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>A real API server of this version has the group, so that a request for it is not simulated rather than wrong.</summary>
    public static bool IsBuiltIn(string apiVersion) => !apiVersion.Contains('/', StringComparison.Ordinal) || BuiltInGroups.Contains(apiVersion.Split('/')[0]);

    /// <summary>The document at a path, or null.</summary>
    public static DiscoveryDocument? Find(string path, string version)
    {
        path = path.TrimEnd('/');
        if (path.Length == 0) return new DiscoveryDocument(new JsonObject { ["paths"] = new JsonArray([.. Paths().Select(p => (JsonNode)p)]) });
        if (path == "/version") return new DiscoveryDocument(Version(version));
        if (path == "/api") return new DiscoveryDocument(Versions(), Aggregate([""]));
        if (path == "/apis") return new DiscoveryDocument(Groups(), Aggregate(NamedGroups()));
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api", "v1"] => new DiscoveryDocument(Resources("", "v1")),
            ["apis", var group] when NamedGroups().Contains(group) => new DiscoveryDocument(Group(group)),
            ["apis", var group, "v1"] when NamedGroups().Contains(group) => new DiscoveryDocument(Resources(group, "v1")),
            _ => null,
        };
    }

    /// <summary>The groups with a name, in the order clients should prefer them.</summary>
    public static IReadOnlyList<string> NamedGroups() =>
        [.. ResourceTypes.All.Select(t => t.Group).Where(g => g.Length > 0).Distinct(), "authorization.k8s.io"];

    private static IEnumerable<string> Paths() =>
        new[] { "/api", "/api/v1", "/apis" }.Concat(NamedGroups().SelectMany(g => new[] { $"/apis/{g}", $"/apis/{g}/v1" }))
            .Concat(["/healthz", "/livez", "/openapi/v3", "/readyz", "/version"]);

    private static JsonObject Version(string version)
    {
        var numbers = version.TrimStart('v').Split('.');
        return new JsonObject
        {
            ["major"] = numbers[0],
            ["minor"] = numbers.ElementAtOrDefault(1) ?? "0",
            ["gitVersion"] = version.StartsWith('v') ? version : "v" + version,
            ["gitCommit"] = "0000000000000000000000000000000000000000",
            ["gitTreeState"] = "clean",
            ["buildDate"] = "2025-08-27T10:00:00Z",
            ["goVersion"] = "none",
            ["compiler"] = "openclaw-sandbox",
            ["platform"] = "linux/amd64",
        };
    }

    private static JsonObject Versions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(),
    };

    private static JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. NamedGroups().Select(Group)]),
    };

    private static JsonObject Group(string group)
    {
        JsonObject version = new() { ["groupVersion"] = $"{group}/v1", ["version"] = "v1" };
        return new JsonObject
        {
            ["kind"] = "APIGroup",
            ["apiVersion"] = "v1",
            ["name"] = group,
            ["versions"] = new JsonArray(version),
            ["preferredVersion"] = version.DeepClone(),
        };
    }

    private static JsonObject Resources(string group, string version)
    {
        var resources = new JsonArray();
        foreach (var type in ResourceTypes.All.Where(t => t.Group == group))
        {
            var resource = new JsonObject
            {
                ["name"] = type.Plural,
                ["singularName"] = type.Singular,
                ["namespaced"] = type.Namespaced,
                ["kind"] = type.Kind,
                ["verbs"] = Texts(Verbs),
            };
            if (type.ShortNames.Count > 0) resource["shortNames"] = Texts(type.ShortNames);
            if (type.Categories.Count > 0) resource["categories"] = Texts(type.Categories);
            resources.Add(resource);
            foreach (var (name, kind, verbs) in Subresource.Of(type))
            {
                var entry = new JsonObject
                {
                    ["name"] = $"{type.Plural}/{name}",
                    ["singularName"] = "",
                    ["namespaced"] = type.Namespaced,
                    ["kind"] = kind.Kind,
                    ["verbs"] = Texts(verbs),
                };
                if (kind.Group is not null)
                {
                    entry["group"] = kind.Group;
                    entry["version"] = "v1";
                }

                resources.Add(entry);
            }
        }

        if (group == "authorization.k8s.io")
        {
            foreach (var kind in Reviews.Kinds)
            {
                resources.Add(new JsonObject
                {
                    ["name"] = kind.ToLowerInvariant() + "s",
                    ["singularName"] = kind.ToLowerInvariant(),
                    ["namespaced"] = false,
                    ["kind"] = kind,
                    ["verbs"] = new JsonArray("create"),
                });
            }
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = resources,
        };
    }

    private static JsonObject Aggregate(IEnumerable<string> groups)
    {
        var items = new JsonArray();
        foreach (var group in groups) items.Add(AggregatedGroup(group));
        return new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = "apidiscovery.k8s.io/v2",
            ["metadata"] = new JsonObject(),
            ["items"] = items,
        };
    }

    private static JsonObject AggregatedGroup(string group)
    {
        var resources = new JsonArray();
        foreach (var resource in Resources(group, "v1")["resources"]!.AsArray().Select(r => r!.AsObject()))
        {
            var name = (string)resource["name"]!;
            var kind = new JsonObject
            {
                ["group"] = (string?)resource["group"] ?? group,
                ["version"] = "v1",
                ["kind"] = resource["kind"]!.DeepClone(),
            };
            var scope = (bool)resource["namespaced"]! ? "Namespaced" : "Cluster";
            if (name.Contains('/', StringComparison.Ordinal))
            {
                var owner = resources.Last()!.AsObject();
                if (owner["subresources"] is not JsonArray subresources) owner["subresources"] = subresources = [];
                subresources.Add(new JsonObject { ["subresource"] = name.Split('/')[1], ["responseKind"] = kind, ["verbs"] = resource["verbs"]!.DeepClone() });
                continue;
            }

            var entry = new JsonObject
            {
                ["resource"] = name,
                ["responseKind"] = kind,
                ["scope"] = scope,
                ["singularResource"] = resource["singularName"]!.DeepClone(),
                ["verbs"] = resource["verbs"]!.DeepClone(),
            };
            foreach (var extra in new[] { "shortNames", "categories" })
            {
                if (resource[extra] is { } value) entry[extra] = value.DeepClone();
            }

            resources.Add(entry);
        }

        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = group.Length == 0 ? null : group },
            ["versions"] = new JsonArray(new JsonObject { ["version"] = "v1", ["resources"] = resources, ["freshness"] = "Current" }),
        };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
