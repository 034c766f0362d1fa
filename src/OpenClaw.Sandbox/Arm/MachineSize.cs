using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>A virtual machine size, with what decides quota and capacity.</summary>
/// <param name="Name">For example <c>Standard_D2s_v5</c>.</param>
/// <param name="Family">The quota it counts against, for example <c>standardDSv5Family</c>.</param>
/// <param name="FamilyName">That family in words.</param>
/// <param name="Cores">vCPUs.</param>
/// <param name="MemoryGB">Memory in GiB.</param>
/// <param name="Architecture"><c>x64</c> or <c>Arm64</c>.</param>
internal sealed record MachineSize(string Name, string Family, string FamilyName, int Cores, double MemoryGB, string Architecture = "x64")
{
    /// <summary>The sizes of the sandbox's Azure: a selection of the real ones.</summary>
    public static IReadOnlyList<MachineSize> All { get; } =
    [
        new("Standard_B1s", "standardBSFamily", "Standard BS Family vCPUs", 1, 1),
        new("Standard_B2s", "standardBSFamily", "Standard BS Family vCPUs", 2, 4),
        new("Standard_B2ms", "standardBSFamily", "Standard BS Family vCPUs", 2, 8),
        new("Standard_B4ms", "standardBSFamily", "Standard BS Family vCPUs", 4, 16),
        new("Standard_B2s_v2", "standardBsv2Family", "Standard Bsv2 Family vCPUs", 2, 8),
        new("Standard_B4s_v2", "standardBsv2Family", "Standard Bsv2 Family vCPUs", 4, 16),
        new("Standard_DS2_v2", "standardDSv2Family", "Standard DSv2 Family vCPUs", 2, 7),
        new("Standard_DS3_v2", "standardDSv2Family", "Standard DSv2 Family vCPUs", 4, 14),
        new("Standard_D2s_v3", "standardDSv3Family", "Standard DSv3 Family vCPUs", 2, 8),
        new("Standard_D4s_v3", "standardDSv3Family", "Standard DSv3 Family vCPUs", 4, 16),
        new("Standard_D2ds_v4", "standardDDSv4Family", "Standard DDSv4 Family vCPUs", 2, 8),
        new("Standard_D8ds_v4", "standardDDSv4Family", "Standard DDSv4 Family vCPUs", 8, 32),
        new("Standard_D2s_v5", "standardDSv5Family", "Standard DSv5 Family vCPUs", 2, 8),
        new("Standard_D4s_v5", "standardDSv5Family", "Standard DSv5 Family vCPUs", 4, 16),
        new("Standard_D8s_v5", "standardDSv5Family", "Standard DSv5 Family vCPUs", 8, 32),
        new("Standard_D16s_v5", "standardDSv5Family", "Standard DSv5 Family vCPUs", 16, 64),
        new("Standard_D2ps_v5", "standardDPSv5Family", "Standard DPSv5 Family vCPUs", 2, 8, "Arm64"),
        new("Standard_D2as_v5", "standardDASv5Family", "Standard DASv5 Family vCPUs", 2, 8),
        new("Standard_D4as_v5", "standardDASv5Family", "Standard DASv5 Family vCPUs", 4, 16),
        new("Standard_E2s_v5", "standardESv5Family", "Standard ESv5 Family vCPUs", 2, 16),
        new("Standard_E4s_v5", "standardESv5Family", "Standard ESv5 Family vCPUs", 4, 32),
        new("Standard_F2s_v2", "standardFSv2Family", "Standard FSv2 Family vCPUs", 2, 4),
        new("Standard_F4s_v2", "standardFSv2Family", "Standard FSv2 Family vCPUs", 4, 8),
    ];

    public static MachineSize? Find(string name) => All.FirstOrDefault(size => size.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The size in one region, as <c>Microsoft.Compute/skus</c> lists it.</summary>
    public JsonObject ToJson(string location, bool restricted) => new()
    {
        ["resourceType"] = "virtualMachines",
        ["name"] = Name,
        ["tier"] = "Standard",
        ["size"] = Name["Standard_".Length..],
        ["family"] = Family,
        ["locations"] = new JsonArray(location),
        ["locationInfo"] = new JsonArray(new JsonObject
        {
            ["location"] = location,
            ["zones"] = Regions.Zones(location),
            ["zoneDetails"] = new JsonArray(),
        }),
        ["capabilities"] = new JsonArray(
            Capability("MaxResourceVolumeMB", "0"),
            Capability("OSVhdSizeMB", "1047552"),
            Capability("vCPUs", Cores.ToString(CultureInfo.InvariantCulture)),
            Capability("MemoryGB", MemoryGB.ToString(CultureInfo.InvariantCulture)),
            Capability("MaxDataDiskCount", (Cores * 2).ToString(CultureInfo.InvariantCulture)),
            Capability("CpuArchitectureType", Architecture),
            Capability("LowPriorityCapable", "True"),
            Capability("PremiumIO", "True"),
            Capability("vCPUsAvailable", Cores.ToString(CultureInfo.InvariantCulture)),
            Capability("HyperVGenerations", "V1,V2")),
        ["restrictions"] = restricted
            ? new JsonArray(new JsonObject
            {
                ["type"] = "Location",
                ["values"] = new JsonArray(location),
                ["restrictionInfo"] = new JsonObject { ["locations"] = new JsonArray(location) },
                ["reasonCode"] = "NotAvailableForSubscription",
            })
            : new JsonArray(),
    };

    private static JsonObject Capability(string name, string value) => new() { ["name"] = name, ["value"] = value };
}
