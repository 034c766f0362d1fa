using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>
/// The property names of a managed cluster, so that a mistyped one is refused as AKS refuses it (UnmarshalError) rather than lost.
/// Case is forgiven, as AKS forgives it, and put right.
/// </summary>
internal static class AksSchema
{
    private static readonly Dictionary<string, string[]> Known = new()
    {
        [""] = ["id", "name", "type", "kind", "location", "tags", "sku", "identity", "extendedLocation", "properties", "eTag", "systemData"],
        ["sku"] = ["name", "tier"],
        ["identity"] = ["type", "principalId", "tenantId", "userAssignedIdentities", "delegatedResources"],
        ["properties"] =
        [
            "provisioningState", "powerState", "maxAgentPools", "currentKubernetesVersion", "fqdn", "privateFQDN", "azurePortalFQDN",
            "resourceUID", "kubernetesVersion", "dnsPrefix", "fqdnSubdomain", "agentPoolProfiles", "linuxProfile", "windowsProfile",
            "servicePrincipalProfile", "addonProfiles", "podIdentityProfile", "oidcIssuerProfile", "nodeResourceGroup",
            "nodeResourceGroupProfile", "enableRBAC", "supportPlan", "networkProfile", "aadProfile", "autoUpgradeProfile", "upgradeSettings",
            "autoScalerProfile", "apiServerAccessProfile", "diskEncryptionSetID", "identityProfile", "privateLinkResources",
            "disableLocalAccounts", "httpProxyConfig", "securityProfile", "storageProfile", "ingressProfile", "publicNetworkAccess",
            "workloadAutoScalerProfile", "azureMonitorProfile", "serviceMeshProfile", "metricsProfile", "nodeProvisioningProfile",
            "bootstrapProfile", "aiToolchainOperatorProfile", "hostedSystemProfile", "status",
        ],
        ["properties.agentPoolProfiles"] =
        [
            "name", "eTag", "count", "vmSize", "osDiskSizeGB", "osDiskType", "kubeletDiskType", "workloadRuntime", "messageOfTheDay",
            "vnetSubnetID", "podSubnetID", "podIPAllocationMode", "maxPods", "osType", "osSKU", "maxCount", "minCount", "enableAutoScaling",
            "scaleDownMode", "type", "mode", "orchestratorVersion", "currentOrchestratorVersion", "nodeImageVersion", "upgradeSettings",
            "provisioningState", "powerState", "availabilityZones", "enableNodePublicIP", "nodePublicIPPrefixID", "scaleSetPriority",
            "scaleSetEvictionPolicy", "spotMaxPrice", "tags", "nodeLabels", "nodeTaints", "proximityPlacementGroupID", "kubeletConfig",
            "linuxOSConfig", "enableEncryptionAtHost", "enableUltraSSD", "enableFIPS", "gpuInstanceProfile", "creationData",
            "capacityReservationGroupID", "hostGroupID", "networkProfile", "windowsProfile", "securityProfile", "gpuProfile",
            "gatewayProfile", "artifactStreamingProfile", "virtualMachinesProfile", "virtualMachineNodesStatus", "status", "localDNSProfile",
        ],
        ["properties.networkProfile"] =
        [
            "networkPlugin", "networkPluginMode", "networkPolicy", "networkMode", "networkDataplane", "advancedNetworking", "podCidr",
            "serviceCidr", "dnsServiceIP", "outboundType", "loadBalancerSku", "loadBalancerProfile", "natGatewayProfile",
            "staticEgressGatewayProfile", "podCidrs", "serviceCidrs", "ipFamilies",
        ],
        ["properties.oidcIssuerProfile"] = ["enabled", "issuerURL"],
        ["properties.securityProfile"] = ["defender", "azureKeyVaultKms", "workloadIdentity", "imageCleaner", "customCATrustCertificates"],
        ["properties.securityProfile.workloadIdentity"] = ["enabled"],
        ["properties.autoUpgradeProfile"] = ["upgradeChannel", "nodeOSUpgradeChannel"],
        ["properties.aadProfile"] =
            ["managed", "enableAzureRBAC", "adminGroupObjectIDs", "clientAppID", "serverAppID", "serverAppSecret", "tenantID"],
        ["properties.apiServerAccessProfile"] =
        [
            "authorizedIPRanges", "enablePrivateCluster", "privateDNSZone", "enablePrivateClusterPublicFQDN", "disableRunCommand",
            "enableVnetIntegration", "subnetId",
        ],
    };

    /// <summary>A copy of the object with its names as AKS writes them and without nulls.</summary>
    public static JsonObject Read(JsonObject source) => Read(source, "");

    /// <summary>The same of the properties of one pool.</summary>
    public static JsonObject ReadPool(JsonObject source) => Read(source, "properties.agentPoolProfiles");

    private static JsonObject Read(JsonObject source, string path)
    {
        var known = Known.GetValueOrDefault(path);
        var copy = new JsonObject();
        foreach (var (given, value) in source)
        {
            var name = known is null ? given : known.FirstOrDefault(property => property.Equals(given, StringComparison.OrdinalIgnoreCase))
                ?? throw Unmarshal($"json: unknown field \"{given}\"");
            if (value is null)
                continue;
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            copy[name] = value switch
            {
                JsonObject child => Read(child, inner),
                JsonArray items => new JsonArray([.. items.Select(item => item is JsonObject child ? Read(child, inner) : item?.DeepClone())]),
                _ when Known.ContainsKey(inner) => throw Unmarshal($"json: cannot unmarshal value into Go struct field .{inner}"),
                _ => value.DeepClone(),
            };
        }

        return copy;
    }

    /// <summary>The error for a body that does not have AKS's shape.</summary>
    public static ArmException Unmarshal(string why) => new(400, "UnmarshalError", $"UnmarshalEntity encountered error: {why}.", flat: true);
}
