using OpenClaw.Operations;

namespace OpenClaw.Azure;

/// <summary>Names of Azure regions.</summary>
public static class AzureLocations
{
    /// <summary>Regions that are known without asking, for the public cloud; for help and completion only.</summary>
    public static IReadOnlyList<string> WellKnown { get; } =
    [
        "australiaeast", "brazilsouth", "canadacentral", "canadaeast", "centralindia", "centralus", "eastasia", "eastus", "eastus2",
        "francecentral", "germanywestcentral", "israelcentral", "italynorth", "japaneast", "japanwest", "koreacentral", "mexicocentral",
        "northcentralus", "northeurope", "norwayeast", "polandcentral", "qatarcentral", "southafricanorth", "southcentralus",
        "southeastasia", "southindia", "spaincentral", "swedencentral", "switzerlandnorth", "uaenorth", "uksouth", "ukwest",
        "westcentralus", "westeurope", "westus", "westus2", "westus3",
    ];

    /// <summary>
    /// The regions of the subscription; <see cref="WellKnown"/> when Azure does not tell in time. Never throws but for cancellation and
    /// never asks a person anything.
    /// </summary>
    /// <param name="signIn">Which Azure, as whom.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<string>> LocationNamesAsync(AzureSignInOptions signIn, CancellationToken cancellationToken)
    {
        try
        {
            return await AzureErrors.TranslateAsync(null, async () =>
            {
                var connection = await AzureConnection.OpenAsync(signIn with { Interactive = false }, OperationContext.Silent, cancellationToken)
                    .ConfigureAwait(false);
                var names = await connection.Facts.LocationsAsync(cancellationToken).ConfigureAwait(false);
                return names.Count > 0 ? names : WellKnown;
            }).ConfigureAwait(false);
        }
        catch (OpenClawException)
        {
            return WellKnown;
        }
    }

    /// <summary>A region's name as the API has it: <c>East US 2</c> becomes <c>eastus2</c>.</summary>
    internal static string Normalize(string location) =>
        string.Concat(location.Where(c => !char.IsWhiteSpace(c))).ToLowerInvariant();

    /// <summary>The regions whose names look most like one that is not there.</summary>
    internal static string Suggest(string unknown, IReadOnlyList<string> known) => string.Join(
        ", ", known.OrderBy(k => EditDistance.Between(unknown, k)).ThenBy(k => k, StringComparer.Ordinal).Take(4));
}
