using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Discovery in one answer (apidiscovery.k8s.io/v2), which kubectl asks for first.</summary>
internal static class AggregatedDiscovery
{
    /// <summary>The APIGroupDiscoveryList of some groups.</summary>
    public static JsonObject Of(IEnumerable<string> groups)
    {
        var items = new JsonArray();
        foreach (var group in groups) items.Add(Group(group));
        return new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = "apidiscovery.k8s.io/v2",
            ["metadata"] = new JsonObject(),
            ["items"] = items,
        };
    }

    private static JsonObject Group(string group)
    {
        var resources = new JsonArray();
        foreach (var resource in Discovery.Resources(group, "v1")["resources"]!.AsArray().Select(r => r!.AsObject()))
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
}
