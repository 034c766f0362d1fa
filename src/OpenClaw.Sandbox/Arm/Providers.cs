using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The resource providers and types the sandbox knows of, with the api-versions it takes.</summary>
internal static class Providers
{
    private static readonly string[] Resources =
    [
        "2025-04-01", "2025-03-01", "2024-11-01", "2024-07-01", "2024-03-01", "2023-07-01", "2022-12-01", "2022-09-01", "2022-06-01",
        "2022-05-01", "2022-01-01", "2021-04-01", "2021-01-01", "2020-10-01", "2020-08-01", "2020-06-01", "2020-01-01", "2019-11-01",
        "2019-10-01", "2019-09-01", "2019-08-01", "2019-07-01", "2019-06-01", "2019-05-10", "2019-05-01", "2019-03-01", "2018-11-01",
        "2018-09-01", "2018-08-01", "2018-07-01", "2018-06-01", "2018-05-01", "2018-02-01", "2018-01-01", "2017-08-01", "2017-06-01",
        "2017-05-10", "2017-05-01", "2017-03-01", "2016-09-01", "2016-07-01", "2016-06-01", "2016-02-01", "2015-11-01", "2015-01-01",
    ];

    private static readonly string[] Aks =
    [
        "2026-06-02-preview", "2026-06-01", "2026-05-01", "2026-04-02-preview", "2026-04-01", "2026-03-01", "2026-02-01", "2026-01-01",
        "2025-10-01", "2025-09-01", "2025-08-01", "2025-07-01", "2025-06-02-preview", "2025-05-01", "2025-04-01", "2025-03-01", "2025-02-01",
        "2025-01-01", "2024-10-01", "2024-09-01", "2024-08-01", "2024-07-01", "2024-06-01", "2024-05-01", "2024-03-02-preview", "2024-02-01",
        "2024-01-01", "2023-11-01",
    ];

    private static readonly string[] Operations = [.. Aks, "2017-08-31", "2016-03-30"];

    private static readonly Dictionary<string, Dictionary<string, string[]>> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Resources"] = Types(Resources,
            "tenants", "locations", "providers", "resources", "subscriptions", "subscriptions/resources", "subscriptions/providers",
            "subscriptions/operationresults", "resourceGroups", "subscriptions/resourceGroups", "subscriptions/locations", "tags",
            "subscriptions/tagNames", "deployments", "operations"),
        ["Microsoft.ContainerService"] = new(StringComparer.OrdinalIgnoreCase)
        {
            ["managedClusters"] = Aks,
            ["managedClusters/agentPools"] = Aks,
            ["managedClusters/accessProfiles"] = Aks,
            ["locations"] = Operations,
            ["locations/operations"] = Operations,
            ["locations/operationresults"] = Operations,
            ["locations/kubernetesVersions"] = Aks,
            ["snapshots"] = Aks,
        },
        ["Microsoft.Compute"] = new(StringComparer.OrdinalIgnoreCase)
        {
            ["skus"] = ["2021-07-01", "2019-04-01", "2018-06-01", "2017-09-01", "2017-03-30"],
            ["locations/usages"] =
            [
                "2025-04-01", "2024-11-01", "2024-07-01", "2024-03-01", "2023-09-01", "2023-07-01", "2023-03-01", "2022-11-01", "2022-08-01",
                "2022-03-01", "2021-11-01", "2021-07-01", "2021-04-01", "2021-03-01", "2020-12-01", "2020-06-01", "2019-12-01", "2019-07-01",
                "2019-03-01", "2018-10-01", "2018-06-01", "2018-04-01", "2017-12-01",
            ],
            ["virtualMachines"] = ["2025-04-01", "2024-11-01", "2024-07-01"],
            ["virtualMachineScaleSets"] = ["2025-04-01", "2024-11-01", "2024-07-01"],
            ["disks"] = ["2025-01-02", "2024-03-02"],
        },
        ["Microsoft.Authorization"] = new(StringComparer.OrdinalIgnoreCase)
        {
            ["permissions"] = ["2022-05-01-preview", "2022-04-01", "2018-07-01", "2018-01-01-preview", "2015-07-01", "2015-06-01"],
            ["roleAssignments"] = ["2022-04-01", "2020-04-01-preview", "2015-07-01"],
            ["roleDefinitions"] = ["2022-04-01", "2018-07-01", "2015-07-01"],
        },
        ["Microsoft.Network"] = Types(["2025-01-01", "2024-10-01", "2024-05-01"],
            "virtualNetworks", "publicIPAddresses", "loadBalancers", "networkSecurityGroups", "networkInterfaces", "routeTables"),
        ["Microsoft.ManagedIdentity"] = Types(["2024-11-30", "2023-01-31"], "userAssignedIdentities", "Identities"),
        ["Microsoft.Storage"] = Types(["2025-01-01", "2024-01-01", "2023-05-01"], "storageAccounts"),
        ["Microsoft.CognitiveServices"] = Types(["2025-06-01", "2024-10-01"], "accounts", "accounts/deployments"),
    };

    /// <summary>The namespaces, for example <c>Microsoft.ContainerService</c>.</summary>
    public static IReadOnlyCollection<string> Namespaces => All.Keys;

    /// <summary>A namespace in its own letter case, or null when there is no such provider.</summary>
    public static string? FindNamespace(string ns) => All.Keys.FirstOrDefault(known => known.Equals(ns, StringComparison.OrdinalIgnoreCase));

    /// <summary>The api-versions of a type, newest first, or null when there is no such type.</summary>
    public static IReadOnlyList<string>? Versions(string ns, string type) => All.TryGetValue(ns, out var types) ? types.GetValueOrDefault(type) : null;

    /// <summary>A provider as <c>/subscriptions/{id}/providers/{namespace}</c> shows it.</summary>
    public static JsonObject ToJson(string subscriptionId, string ns, string registrationState) => new()
    {
        ["id"] = $"/subscriptions/{subscriptionId}/providers/{ns}",
        ["namespace"] = ns,
        ["resourceTypes"] = new JsonArray([.. All[ns].Select(type => new JsonObject
        {
            ["resourceType"] = type.Key,
            ["locations"] = ns is "Microsoft.Resources" or "Microsoft.Authorization"
                ? new JsonArray()
                : new JsonArray([.. Regions.DisplayNames.Select(name => JsonValue.Create(name))]),
            ["apiVersions"] = new JsonArray([.. type.Value.Select(version => JsonValue.Create(version))]),
            ["capabilities"] = "None",
        })]),
        ["registrationState"] = registrationState,
        ["registrationPolicy"] = ns is "Microsoft.Resources" or "Microsoft.Authorization" ? "RegistrationFree" : "RegistrationRequired",
    };

    private static Dictionary<string, string[]> Types(string[] versions, params string[] names) =>
        names.ToDictionary(name => name, _ => versions, StringComparer.OrdinalIgnoreCase);
}
