using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>A discovery answer, and its aggregated form where there is one.</summary>
internal sealed record DiscoveryDocument(JsonObject Plain, JsonObject? Aggregated = null);

/// <summary>Tells clients what the API server serves.</summary>
internal static class Discovery
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>The document at a path, or null.</summary>
    public static DiscoveryDocument? Find(string path, string version)
    {
        path = path.TrimEnd('/');
        if (path.Length == 0) return new DiscoveryDocument(new JsonObject { ["paths"] = new JsonArray([.. Paths().Select(p => (JsonNode)p)]) });
        if (path == "/version") return new DiscoveryDocument(Version(version));
        if (path == "/api") return new DiscoveryDocument(Versions(), AggregatedDiscovery.Of([""]));
        if (path == "/apis") return new DiscoveryDocument(Groups(), AggregatedDiscovery.Of(NamedGroups()));
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

    /// <summary>The resources of a group and their subresources.</summary>
    public static JsonObject Resources(string group, string version)
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

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
