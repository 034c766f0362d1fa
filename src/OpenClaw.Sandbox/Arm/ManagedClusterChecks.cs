using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenClaw.Sandbox.Arm;

/// <summary>What AKS refuses at once, before anything is made.</summary>
internal static partial class ManagedClusterChecks
{
    /// <summary>Checks the name and the shape of a request body that was read by <see cref="AksSchema"/>.</summary>
    public static void CheckBody(string name, JsonObject body)
    {
        if (!ClusterName().IsMatch(name))
        {
            throw AksErrors.InvalidParameter("resourceName",
                $"resourceName must match regex {ClusterName()}. Please see https://aka.ms/aks-naming-rules for more details.");
        }

        if (body["properties"] is not JsonObject properties)
            throw AksErrors.RequiredParameter("properties");
        if (properties["dnsPrefix"] is { } prefix && !DnsPrefix().IsMatch((string)prefix!))
        {
            throw AksErrors.InvalidParameter("dnsPrefix",
                "DNS prefix must contain only alphanumeric characters and hyphens, be between 1 and 54 characters long, and start and end with an alphanumeric character. Please see https://aka.ms/aks-naming-rules for more details.");
        }

        if (properties["agentPoolProfiles"] is not JsonArray { Count: > 0 } pools)
            throw AksErrors.RequiredParameter("agentPoolProfiles");
        foreach (var pool in pools)
            CheckPool(pool as JsonObject ?? throw AksSchema.Unmarshal("json: cannot unmarshal value into Go struct field .properties.agentPoolProfiles"));
        CheckSystemPool(pools);
        if (body["identity"] is null && properties["servicePrincipalProfile"] is null)
            throw AksErrors.RequiredParameter("servicePrincipalProfile");
    }

    /// <summary>Checks what depends on the region and the subscription. <paramref name="cluster"/> is the one updated, or null.</summary>
    public static void CheckRegion(ResourceManager manager, string name, string location, JsonObject properties, ManagedCluster? cluster)
    {
        if ((string?)properties["kubernetesVersion"] is { Length: > 0 } version
            && KubernetesVersions.Resolve(version) is null && version != (string?)cluster?.Properties["kubernetesVersion"])
            throw AksErrors.VersionNotSupported(name, version);

        var needed = new Dictionary<string, int>();
        foreach (var pool in (JsonArray)properties["agentPoolProfiles"]!)
        {
            var sizeName = (string?)pool!["vmSize"] is { Length: > 0 } asked ? asked : "Standard_D8ds_v4";
            var size = MachineSize.Find(sizeName);
            if (size is null || manager.RestrictedSizes.Contains((location, size.Name)))
                throw AksErrors.SizeNotAllowed(sizeName, location, Available(manager, location));
            var cores = size.Cores * ((int?)pool["count"] ?? 1);
            needed[size.Family] = needed.GetValueOrDefault(size.Family) + cores;
            needed["cores"] = needed.GetValueOrDefault("cores") + cores;
        }

        foreach (var (family, cores) in needed.OrderBy(need => need.Key == "cores" ? 0 : 1))
        {
            var left = manager.QuotaOf(location, family) - manager.UsageOf(location, family, cluster);
            if (cores > left)
                throw AksErrors.InsufficientQuota(family, location, cores, Math.Max(0, left));
        }
    }

    /// <summary>Refuses to change what AKS keeps for a cluster's life.</summary>
    public static void CheckChange(ManagedCluster cluster, JsonObject properties)
    {
        foreach (var property in (string[])["dnsPrefix", "nodeResourceGroup", "enableRBAC"])
            CheckSame(cluster.Properties[property], properties[property], property);
        if (properties["networkProfile"] is JsonObject network)
        {
            foreach (var property in (string[])["serviceCidr", "dnsServiceIP", "loadBalancerSku"])
                CheckSame(cluster.Properties["networkProfile"]![property], network[property], $"networkProfile.{property}");
        }

        CheckUpgrade(cluster, (string?)properties["kubernetesVersion"]);
        foreach (var pool in (JsonArray)properties["agentPoolProfiles"]!)
        {
            if (cluster.FindPool((string?)pool!["name"] ?? "") is { } own)
                CheckPoolChange(own, (JsonObject)pool);
        }
    }

    /// <summary>Refuses to change what AKS keeps for a pool's life.</summary>
    public static void CheckPoolChange(JsonObject pool, JsonObject given)
    {
        foreach (var property in (string[])["vmSize", "osType", "maxPods"])
            CheckSame(pool[property], given[property], $"agentPoolProfile.{property}");
    }

    private static void CheckUpgrade(ManagedCluster cluster, string? wanted)
    {
        if (wanted is null || wanted == (string?)cluster.Properties["kubernetesVersion"] || KubernetesVersions.Resolve(wanted) is not { } version || version == cluster.Version)
            return;
        if (!KubernetesVersions.Upgrades(cluster.Version).Contains(version))
            throw AksErrors.UpgradeNotAllowed(cluster.Version, version, KubernetesVersions.Upgrades(cluster.Version));
    }

    private static void CheckSame(JsonNode? current, JsonNode? wanted, string property)
    {
        if (current is not null && wanted is not null && !current.ToString().Equals(wanted.ToString(), StringComparison.OrdinalIgnoreCase))
            throw AksErrors.PropertyChange(property);
    }

    /// <summary>Refuses to leave a cluster without a System pool.</summary>
    public static void CheckSystemPool(IEnumerable<JsonNode?> pools)
    {
        if (!pools.Any(pool => (string?)pool!["mode"] is null or "System"))
            throw AksErrors.InvalidParameter("agentPoolProfile.mode", "There must be at least one System agent pool.");
    }

    /// <summary>Checks a pool with its name.</summary>
    public static void CheckPool(JsonObject pool)
    {
        var name = (string?)pool["name"] ?? throw AksErrors.RequiredParameter("agentPoolProfile.name");
        if (!PoolName().IsMatch(name))
        {
            throw AksErrors.InvalidParameter("agentPoolProfile.name",
                $"The agent pool name '{name}' must match regex {PoolName()}. Please see https://aka.ms/aks-naming-rules for more details.");
        }

        var count = (int?)pool["count"] ?? 1;
        if (count is < 1 or > 1000 && (string?)pool["mode"] is null or "System")
            throw AksErrors.InvalidParameter("agentPoolProfile.count", "The value must be between 1 and 1000 for a System agent pool.");
        if ((int?)pool["maxPods"] is < 10 or > 250)
            throw AksErrors.InvalidParameter("agentPoolProfile.maxPods", "The value must be between 10 and 250.");
        if ((bool?)pool["enableAutoScaling"] == true && (pool["minCount"] is null || pool["maxCount"] is null))
            throw AksErrors.RequiredParameter("agentPoolProfile.minCount");
        if ((bool?)pool["enableAutoScaling"] != true && (pool["minCount"] is not null || pool["maxCount"] is not null))
            throw AksErrors.InvalidParameter("agentPoolProfile.enableAutoScaling", "minCount and maxCount must not be set when enableAutoScaling is false.");
        if ((int?)pool["count"] < (int?)pool["minCount"] || (int?)pool["count"] > (int?)pool["maxCount"])
            throw AksErrors.InvalidParameter("agentPoolProfile.count", "The count must be between minCount and maxCount.");
    }

    private static IEnumerable<string> Available(ResourceManager manager, string location) => MachineSize.All
        .Where(size => !manager.RestrictedSizes.Contains((location, size.Name)))
        .Select(size => size.Name.ToLowerInvariant())
        .Order(StringComparer.Ordinal);

    [GeneratedRegex("^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$")]
    private static partial Regex ClusterName();

    [GeneratedRegex("^[a-zA-Z0-9]$|^[a-zA-Z0-9][-a-zA-Z0-9]{0,52}[a-zA-Z0-9]$")]
    private static partial Regex DnsPrefix();

    [GeneratedRegex("^[a-z][a-z0-9]{0,11}$")]
    private static partial Regex PoolName();
}
