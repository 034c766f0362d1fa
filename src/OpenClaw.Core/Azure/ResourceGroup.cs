using Azure.ResourceManager.Resources;

namespace OpenClaw.Azure;

/// <summary>A resource group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">The region its metadata is in; what is in it may be elsewhere.</param>
/// <param name="ProvisioningState"><c>Succeeded</c> or <c>Deleting</c>.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record ResourceGroup(
    string Name, string Location, string? ProvisioningState, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>From Azure.ResourceManager's type.</summary>
    public static ResourceGroup From(ResourceGroupData data) => new(
        data.Name, data.Location.Name, data.ResourceGroupProvisioningState,
        new Dictionary<string, string>(data.Tags, StringComparer.OrdinalIgnoreCase));
}
