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
        ", ", known.OrderBy(k => Distance(unknown, k)).ThenBy(k => k, StringComparer.Ordinal).Take(4));

    /// <summary>How many letters must be put in, taken out or changed to get from one word to the other.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[b.Length];
    }
}
