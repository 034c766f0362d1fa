using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Azure;
using OpenClaw.Kubernetes;

namespace OpenClaw.Operations.NodePools;

/// <summary>Tells our node pools of a cluster from other people's, and what a pool like another is. Pure.</summary>
internal static class ClusterPools
{
    /// <summary>What New-OpenClawCluster calls the pool it makes.</summary>
    public const string FirstPool = "system";

    private const int LongestName = 12;

    // What a size brings along (disks, GPUs, reservations) and what only Azure writes is left out: Azure chooses it for the new size.
    private static readonly string[] Kept =
    [
        "osType", "osSKU", "type", "maxPods", "availabilityZones", "vnetSubnetID", "podSubnetID", "podIPAllocationMode", "nodeLabels",
        "nodeTaints", "tags", "count", "enableAutoScaling", "minCount", "maxCount", "scaleDownMode", "upgradeSettings", "kubeletConfig",
        "linuxOSConfig", "securityProfile", "networkProfile", "enableNodePublicIP", "nodePublicIPPrefixID", "enableEncryptionAtHost", "enableFIPS",
        "messageOfTheDay",
    ];

    /// <summary>The pool a cluster's size and number of nodes are those of: ours, else the first System pool, else the first.</summary>
    public static AgentPoolProfile? Main(ManagedCluster cluster)
    {
        var pools = cluster.Properties.AgentPoolProfiles ?? [];
        return Ours(cluster).Concat(pools.Where(static p => p.Mode == "System")).Concat(pools).FirstOrDefault();
    }

    /// <summary>
    /// The pools that are ours, in Azure's order: those with our tag, and the first pool of a cluster we made, which has none.
    /// </summary>
    public static IReadOnlyList<AgentPoolProfile> Ours(ManagedCluster cluster)
    {
        var made = ClusterTags.AreOurs(cluster.Tags) && !ClusterTags.AreAdopted(cluster.Tags);
        return [.. (cluster.Properties.AgentPoolProfiles ?? []).Where(p => ClusterTags.AreOurs(p.Tags) || (made && p.Name == FirstPool))];
    }

    /// <summary>Whether two names are of the same VM size.</summary>
    public static bool SameSize(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A name for a pool of a size: <c>ocd4sv5</c> of <c>Standard_D4s_v5</c>, with a digit at its end where that is taken. Azure takes at most 12
    /// small letters and digits, beginning with a letter.
    /// </summary>
    public static string NameOf(string size, IEnumerable<string?> taken)
    {
        var known = taken.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var part = size.StartsWith("Standard_", StringComparison.OrdinalIgnoreCase) ? size["Standard_".Length..] : size;
        var whole = "oc" + string.Concat(part.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));
        var name = whole[..Math.Min(whole.Length, LongestName)];
        for (var number = 2; known.Contains(name); number++)
        {
            var end = number.ToString(CultureInfo.InvariantCulture);
            name = whole[..Math.Min(whole.Length, LongestName - end.Length)] + end;
        }

        return name;
    }

    /// <summary>The properties to ask Azure for, of a pool like another but for its size and what the settings say.</summary>
    public static JsonObject Like(AgentPool pool, string size, string clusterName, ClusterSettings settings)
    {
        var properties = new JsonObject { ["mode"] = "System", ["vmSize"] = size };
        foreach (var name in Kept)
        {
            if (pool.Properties[name] is { } value)
                properties[name] = value.DeepClone();
        }

        var tags = (properties["tags"] as JsonObject ?? []).ToDictionary(static t => t.Key, static t => (string?)t.Value ?? "");
        properties["tags"] = new JsonObject(ClusterTags.ForPool(tags, clusterName).Select(static t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));
        SetCount(properties, settings);
        return properties;
    }

    /// <summary>Gives a pool's properties the number of nodes or the autoscaler that is asked for, if one is.</summary>
    public static void SetCount(JsonObject pool, ClusterSettings settings)
    {
        if (settings.NodeCount is { } count)
        {
            pool["count"] = count;
            SwitchScalingOff(pool);
        }
        else if (settings is { MinCount: { } min, MaxCount: { } max })
        {
            pool["enableAutoScaling"] = true;
            pool["minCount"] = min;
            pool["maxCount"] = max;
            pool["count"] = Math.Clamp(pool.Integer("count") ?? min, min, max);
        }
    }

    /// <summary>Leaves a pool the nodes it has.</summary>
    public static void SwitchScalingOff(JsonObject pool)
    {
        pool["enableAutoScaling"] = false;
        pool.Remove("minCount");
        pool.Remove("maxCount");
    }
}
