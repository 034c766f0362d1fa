using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The regions of the sandbox's Azure: a selection of the real ones.</summary>
internal static class Regions
{
    private static readonly Region[] All =
    [
        new("eastus", "East US", "US", "United States", "Virginia", -79.8164, 37.3719, "westus", true),
        new("eastus2", "East US 2", "US", "United States", "Virginia", -78.3889, 36.6681, "centralus", true),
        new("southcentralus", "South Central US", "US", "United States", "Texas", -98.5, 29.4167, "northcentralus", true),
        new("westus2", "West US 2", "US", "United States", "Washington", -119.852, 47.233, "westcentralus", true),
        new("westus3", "West US 3", "US", "United States", "Phoenix", -112.074036, 33.448376, "eastus", true),
        new("centralus", "Central US", "US", "United States", "Iowa", -93.6208, 41.5908, "eastus2", true),
        new("westus", "West US", "US", "United States", "California", -122.417, 37.783, "eastus", false),
        new("northcentralus", "North Central US", "US", "United States", "Illinois", -87.6278, 41.8819, "southcentralus", false),
        new("westcentralus", "West Central US", "US", "United States", "Wyoming", -110.234, 40.89, "westus2", false),
        new("canadacentral", "Canada Central", "Canada", "Canada", "Toronto", -79.383, 43.653, null, true),
        new("brazilsouth", "Brazil South", "South America", "Brazil", "Sao Paulo State", -46.633, -23.55, null, true),
        new("northeurope", "North Europe", "Europe", "Europe", "Ireland", -6.2597, 53.3478, "westeurope", true),
        new("westeurope", "West Europe", "Europe", "Europe", "Netherlands", 4.9, 52.3667, "northeurope", true),
        new("uksouth", "UK South", "Europe", "United Kingdom", "London", -0.799, 50.941, null, true),
        new("francecentral", "France Central", "Europe", "France", "Paris", 2.373, 46.3772, null, true),
        new("germanywestcentral", "Germany West Central", "Europe", "Germany", "Frankfurt", 8.682127, 50.110924, null, true),
        new("swedencentral", "Sweden Central", "Europe", "Sweden", "Gävle", 17.14127, 60.67488, null, true),
        new("switzerlandnorth", "Switzerland North", "Europe", "Switzerland", "Zurich", 8.564572, 47.451542, null, true),
        new("australiaeast", "Australia East", "Asia Pacific", "Australia", "New South Wales", 151.2094, -33.86, null, true),
        new("southeastasia", "Southeast Asia", "Asia Pacific", "Asia Pacific", "Singapore", 103.833, 1.283, "eastasia", true),
        new("eastasia", "East Asia", "Asia Pacific", "Asia Pacific", "Hong Kong", 114.188, 22.267, "southeastasia", true),
        new("japaneast", "Japan East", "Asia Pacific", "Japan", "Tokyo, Saitama", 139.77, 35.68, null, true),
        new("koreacentral", "Korea Central", "Asia Pacific", "Korea", "Seoul", 126.978, 37.5665, null, true),
        new("centralindia", "Central India", "Asia Pacific", "India", "Pune", 73.9197, 18.5822, null, true),
        new("southafricanorth", "South Africa North", "Africa", "South Africa", "Johannesburg", 28.21837, -25.73134, null, true),
        new("uaenorth", "UAE North", "Middle East", "UAE", "Dubai", 55.316666, 25.266666, null, true),
    ];

    /// <summary>Short names, for example <c>eastus2</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(region => region.Name)];

    /// <summary>Display names, as a provider lists them, for example <c>East US 2</c>.</summary>
    public static IReadOnlyList<string> DisplayNames { get; } = [.. All.Select(region => region.DisplayName)];

    /// <summary>The short name of a region given by either name in any case; what is not a region comes back shortened just so.</summary>
    public static string Normalize(string location) =>
        location.Replace(" ", "", StringComparison.Ordinal).ToLower(CultureInfo.InvariantCulture);

    public static bool Exists(string location) => Names.Contains(Normalize(location));

    /// <summary>The availability zones of a region, none for some.</summary>
    public static JsonArray Zones(string location) =>
        All.Any(region => region.Name == location && region.HasZones) ? ["1", "2", "3"] : [];

    /// <summary>The regions as <c>/subscriptions/{id}/locations</c> lists them.</summary>
    public static JsonArray ToJson(string subscriptionId) => new([.. All.Select(region => region.ToJson(subscriptionId))]);

    private sealed record Region(
        string Name, string DisplayName, string Group, string Geography, string Place, double Longitude, double Latitude, string? Pair, bool HasZones)
    {
        public JsonObject ToJson(string subscriptionId)
        {
            var region = new JsonObject
            {
                ["id"] = $"/subscriptions/{subscriptionId}/locations/{Name}",
                ["name"] = Name,
                ["type"] = "Region",
                ["displayName"] = DisplayName,
                ["regionalDisplayName"] = $"({Group}) {DisplayName}",
                ["metadata"] = new JsonObject
                {
                    ["regionType"] = "Physical",
                    ["regionCategory"] = HasZones ? "Recommended" : "Other",
                    ["geography"] = Geography,
                    ["geographyGroup"] = Group,
                    ["longitude"] = Longitude.ToString(CultureInfo.InvariantCulture),
                    ["latitude"] = Latitude.ToString(CultureInfo.InvariantCulture),
                    ["physicalLocation"] = Place,
                    ["pairedRegion"] = Pair is null
                        ? new JsonArray()
                        : new JsonArray(new JsonObject { ["name"] = Pair, ["id"] = $"/subscriptions/{subscriptionId}/locations/{Pair}" }),
                },
            };
            if (HasZones)
            {
                region["availabilityZoneMappings"] = new JsonArray([.. Enumerable.Range(1, 3).Select(zone => new JsonObject
                {
                    ["logicalZone"] = zone.ToString(CultureInfo.InvariantCulture),
                    ["physicalZone"] = $"{Name}-az{zone}",
                })]);
            }

            return region;
        }
    }
}
