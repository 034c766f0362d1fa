using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The body of a managed cluster: what the client sent and what AKS adds to it.</summary>
internal static class ManagedClusterBody
{
    /// <summary>The body of a new cluster from a checked request body.</summary>
    public static JsonObject Create(ResourceManager manager, ResourceGroup group, string name, string location, JsonObject given)
    {
        var properties = (JsonObject)given["properties"]!.DeepClone();
        AddDefaults(manager, group, name, location, properties);
        var body = new JsonObject
        {
            ["id"] = $"/subscriptions/{manager.Options.SubscriptionId}/resourcegroups/{group.Name}/providers/{ManagedCluster.Type}/{name}",
            ["location"] = location,
            ["name"] = name,
        };
        if (given["tags"] is { } tags)
            body["tags"] = tags.DeepClone();
        body["type"] = "Microsoft.ContainerService/ManagedClusters";
        body["kind"] = "Base";
        body["properties"] = properties;
        if (Identity(manager, given["identity"] as JsonObject, null) is { } identity)
            body["identity"] = identity;
        body["sku"] = Sku(given["sku"] as JsonObject);
        body["eTag"] = Guid.NewGuid().ToString();
        return body;
    }

    /// <summary>
    /// The body of a cluster after another PUT: tags as given; of the properties those given win and the rest stay, pools by name.
    /// </summary>
    public static JsonObject Update(ResourceManager manager, ManagedCluster cluster, JsonObject given)
    {
        var body = (JsonObject)cluster.Body.DeepClone();
        body.Remove("tags");
        if (given["tags"] is { } tags)
            body["tags"] = tags.DeepClone();
        if (given["sku"] is JsonObject sku)
            body["sku"] = Sku(sku);
        if (Identity(manager, given["identity"] as JsonObject, body["identity"] as JsonObject) is { } identity)
            body["identity"] = identity;
        var properties = (JsonObject)body["properties"]!;
        Merge(properties, (JsonObject)given["properties"]!);
        AddDefaults(manager, cluster.Group, cluster.Name, cluster.Location, properties);
        return body;
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (name is "provisioningState" or "powerState" or "currentKubernetesVersion" or "status" or "fqdn" or "azurePortalFQDN" or "resourceUID"
                or "currentOrchestratorVersion" or "nodeImageVersion" or "eTag")
                continue;
            if (name == "agentPoolProfiles")
                into[name] = Pools((JsonArray)into[name]!, (JsonArray)value!);
            else if (value is JsonObject child && into[name] is JsonObject own)
                Merge(own, child);
            else
                into[name] = value?.DeepClone();
        }
    }

    private static JsonArray Pools(JsonArray current, JsonArray given) => new([.. given.Select(pool => Pool(
        current.FirstOrDefault(existing => (string?)existing!["name"] == (string?)pool!["name"]) as JsonObject, (JsonObject)pool!))]);

    private static JsonObject Pool(JsonObject? current, JsonObject given)
    {
        var own = current?.DeepClone() as JsonObject ?? [];
        Merge(own, given);
        if ((bool?)own["enableAutoScaling"] != true)
        {
            own.Remove("minCount");
            own.Remove("maxCount");
        }

        return own;
    }

    /// <summary>A pool after a PUT of its own: what is given wins, the rest stays or is AKS's default.</summary>
    public static JsonObject UpdatePool(ManagedCluster cluster, JsonObject? current, JsonObject given)
    {
        var pool = Pool(current, given);
        // Of a pool of its own path, unlike one in the body of a new cluster, the default is User.
        pool.TryAdd("mode", "User");
        AddPoolDefaults(pool, cluster.Version);
        return pool;
    }

    private static void AddDefaults(ResourceManager manager, ResourceGroup group, string name, string location, JsonObject properties)
    {
        properties.TryAdd("powerState", new JsonObject { ["code"] = "Running" });
        var version = (string?)properties["kubernetesVersion"] is { Length: > 0 } asked ? asked : KubernetesVersions.Default;
        properties["kubernetesVersion"] = version;
        properties["currentKubernetesVersion"] = KubernetesVersions.Resolve(version);
        properties.TryAdd("dnsPrefix", $"{name}-{group.Name}");
        if (!properties.ContainsKey("fqdn"))
        {
            var host = $"{properties["dnsPrefix"]}-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8)}".ToLowerInvariant();
            properties["fqdn"] = $"{host}.hcp.{location}.azmk8s.io";
            properties["azurePortalFQDN"] = $"{host}.portal.hcp.{location}.azmk8s.io";
        }

        foreach (var pool in (JsonArray)properties["agentPoolProfiles"]!)
            AddPoolDefaults((JsonObject)pool!, version);
        properties.TryAdd("servicePrincipalProfile", new JsonObject { ["clientId"] = "msi" });
        properties.TryAdd("nodeResourceGroup", $"MC_{group.Name}_{name}_{location}");
        properties.TryAdd("enableRBAC", true);
        properties.TryAdd("supportPlan", "KubernetesOfficial");
        AddNetworkDefaults(properties);
        properties.TryAdd("maxAgentPools", 100);
        Child(properties, "autoUpgradeProfile").TryAdd("nodeOSUpgradeChannel", "NodeImage");
        properties.TryAdd("disableLocalAccounts", false);
        Child(properties, "securityProfile");
        var storage = Child(properties, "storageProfile");
        foreach (var driver in (string[])["diskCSIDriver", "fileCSIDriver", "snapshotController"])
            storage.TryAdd(driver, new JsonObject { ["enabled"] = true });
        var oidc = Child(properties, "oidcIssuerProfile");
        oidc.TryAdd("enabled", false);
        if ((bool)oidc["enabled"]!)
            oidc.TryAdd("issuerURL", $"https://{location}.oic.prod-aks.azure.com/{manager.Options.TenantId}/{Guid.NewGuid()}/");
        if (properties["aadProfile"] is JsonObject entra)
        {
            entra.TryAdd("managed", true);
            entra.TryAdd("tenantID", manager.Options.TenantId);
        }

        Child(properties, "workloadAutoScalerProfile");
        properties.TryAdd("resourceUID", Convert.ToHexString(RandomNumberGenerator.GetBytes(12)).ToLowerInvariant());
        Child(properties, "metricsProfile").TryAdd("costAnalysis", new JsonObject { ["enabled"] = false });
        properties.TryAdd("nodeProvisioningProfile", new JsonObject { ["mode"] = "Manual", ["defaultNodePools"] = "Auto" });
        properties.TryAdd("bootstrapProfile", new JsonObject { ["artifactSource"] = "Direct" });
    }

    private static void AddPoolDefaults(JsonObject pool, string version)
    {
        pool.TryAdd("count", 1);
        pool.TryAdd("vmSize", "Standard_D8ds_v4");
        pool.TryAdd("osDiskSizeGB", 128);
        pool.TryAdd("osDiskType", "Managed");
        pool.TryAdd("kubeletDiskType", "OS");
        pool.TryAdd("maxPods", 250);
        pool.TryAdd("type", "VirtualMachineScaleSets");
        pool.TryAdd("enableAutoScaling", false);
        pool.TryAdd("scaleDownMode", "Delete");
        pool.TryAdd("provisioningState", "Creating");
        pool.TryAdd("powerState", new JsonObject { ["code"] = "Running" });
        if ((string?)pool["orchestratorVersion"] is not { Length: > 0 })
            pool["orchestratorVersion"] = version;
        pool["currentOrchestratorVersion"] = KubernetesVersions.Resolve((string)pool["orchestratorVersion"]!);
        pool.TryAdd("enableNodePublicIP", false);
        pool.TryAdd("mode", "System");
        pool.TryAdd("enableEncryptionAtHost", false);
        pool.TryAdd("enableUltraSSD", false);
        pool.TryAdd("osType", "Linux");
        pool.TryAdd("osSKU", "Ubuntu");
        pool.TryAdd("nodeImageVersion", "AKSUbuntu-2404gen2containerd-202609.01.0");
        var upgrade = Child(pool, "upgradeSettings");
        upgrade.TryAdd("maxSurge", "10%");
        upgrade.TryAdd("maxUnavailable", "0");
        pool.TryAdd("enableFIPS", false);
        var security = Child(pool, "securityProfile");
        security.TryAdd("enableVTPM", false);
        security.TryAdd("enableSecureBoot", false);
        pool.TryAdd("eTag", Guid.NewGuid().ToString());
    }

    private static void AddNetworkDefaults(JsonObject properties)
    {
        var network = Child(properties, "networkProfile");
        network.TryAdd("networkPlugin", "azure");
        network.TryAdd("networkPluginMode", "overlay");
        network.TryAdd("networkPolicy", "none");
        network.TryAdd("networkDataplane", "azure");
        network.TryAdd("loadBalancerSku", "standard");
        network.TryAdd("loadBalancerProfile", new JsonObject
        {
            ["managedOutboundIPs"] = new JsonObject { ["count"] = 1 },
            ["backendPoolType"] = "nodeIPConfiguration",
        });
        network.TryAdd("podCidr", "10.244.0.0/16");
        network.TryAdd("serviceCidr", "10.0.0.0/16");
        network.TryAdd("dnsServiceIP", "10.0.0.10");
        network.TryAdd("outboundType", "loadBalancer");
        network.TryAdd("podCidrs", new JsonArray(network["podCidr"]!.DeepClone()));
        network.TryAdd("serviceCidrs", new JsonArray(network["serviceCidr"]!.DeepClone()));
        network.TryAdd("ipFamilies", new JsonArray("IPv4"));
    }

    private static JsonObject Sku(JsonObject? given) => new()
    {
        ["name"] = (string?)given?["name"] ?? "Base",
        ["tier"] = (string?)given?["tier"] ?? "Free",
    };

    private static JsonObject? Identity(ResourceManager manager, JsonObject? given, JsonObject? current)
    {
        if (given is null)
            return null;
        var identity = (JsonObject)given.DeepClone();
        if ((string?)identity["type"] == "SystemAssigned")
        {
            identity["principalId"] = (string?)current?["principalId"] ?? Guid.NewGuid().ToString();
            identity["tenantId"] = manager.Options.TenantId;
        }

        return identity;
    }

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
            parent[name] = child = [];
        return child;
    }

    private static void TryAdd(this JsonObject parent, string name, JsonNode? value)
    {
        if (parent[name] is null or JsonValue && (parent[name] is null || parent[name]!.ToString().Length == 0))
            parent[name] = value;
    }
}
