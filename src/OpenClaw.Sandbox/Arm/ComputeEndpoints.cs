using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The part of Microsoft.Compute that says what virtual machines there may be: sizes and quota.</summary>
internal static partial class ComputeEndpoints
{
    public static void Map(ArmRoutes routes)
    {
        routes.Map("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/skus", "Microsoft.Compute/skus",
            "Microsoft.Compute/skus/read", ListSizes);
        routes.Map("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/usages",
            "Microsoft.Compute/locations/usages", "Microsoft.Compute/locations/usages/read", ListUsages);
    }

    private static ArmResponse ListSizes(ArmRequest request)
    {
        CheckRegistration(request);
        IEnumerable<string> locations = Regions.Names;
        if (request.Query("$filter") is { Length: > 0 } filter)
        {
            // The only filter this list knows; a region it does not have gives an empty list.
            var match = LocationFilter().Match(filter);
            if (!match.Success)
                throw ArmErrors.InvalidFilter(filter);
            var wanted = Regions.Normalize(match.Groups[1].Value);
            locations = locations.Where(location => location == wanted);
        }

        return Paging.Page(request, locations.SelectMany(location => MachineSize.All.Select(size =>
            size.ToJson(location, request.Manager.RestrictedSizes.Contains((location, size.Name))))));
    }

    private static ArmResponse ListUsages(ArmRequest request)
    {
        CheckRegistration(request);
        var location = request.Location;
        if (!Regions.Exists(location))
        {
            throw ArmErrors.NoRegisteredProvider(
                location, request.ApiVersion, "locations/usages", Providers.Versions("Microsoft.Compute", "locations/usages")!);
        }

        var manager = request.Manager;
        var families = MachineSize.All.Select(size => (size.Family, size.FamilyName)).Distinct().Prepend(("cores", "Total Regional vCPUs"));
        return ArmResponse.Ok(new JsonObject
        {
            ["value"] = new JsonArray([.. families.Select(family => new JsonObject
            {
                ["limit"] = manager.QuotaOf(location, family.Item1),
                ["unit"] = "Count",
                ["currentValue"] = manager.UsageOf(location, family.Item1),
                ["name"] = new JsonObject { ["value"] = family.Item1, ["localizedValue"] = family.Item2 },
            })]),
        });
    }

    private static void CheckRegistration(ArmRequest request)
    {
        if (request.Manager.RegistrationStateOf("Microsoft.Compute") != "Registered")
            throw ArmErrors.NotRegistered("Microsoft.Compute");
    }

    [GeneratedRegex(@"^\s*location\s+eq\s+'([^']*)'\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex LocationFilter();
}
