using Azure.ResourceManager;

namespace OpenClaw.Azure;

/// <summary>
/// The API versions we speak. Azure.ResourceManager would else take the first a provider lists, often a preview.
/// Those of Microsoft.ContainerService are the typed SDK's newest stable one; the others are what the same generation of SDKs sends.
/// </summary>
internal static class ArmApiVersions
{
    public const string ManagedClusters = "2026-06-01";
    public const string Subscriptions = "2022-12-01";
    public const string ResourceGroups = "2025-04-01";
    public const string Providers = "2025-04-01";
    public const string ComputeSkus = "2021-07-01";
    public const string ComputeUsages = "2024-07-01";
    public const string Permissions = "2022-04-01";

    /// <summary>Fixes the versions in a client's options; to be called before the client is made.</summary>
    public static void Set(ArmClientOptions options)
    {
        options.SetApiVersion("Microsoft.ContainerService/managedClusters", ManagedClusters);
        options.SetApiVersion("Microsoft.Resources/subscriptions", Subscriptions);
        options.SetApiVersion("Microsoft.Resources/resourceGroups", ResourceGroups);
        options.SetApiVersion("Microsoft.Resources/providers", Providers);
    }
}
