using System.Globalization;
using Azure.Identity;
using Azure.ResourceManager;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>One Azure: where its Resource Manager is, what its tokens are for and who issues them.</summary>
/// <param name="Environment">Endpoint and token audience of the Resource Manager.</param>
/// <param name="AuthorityHost">The Microsoft Entra endpoint.</param>
internal sealed record AzureCloud(ArmEnvironment Environment, Uri AuthorityHost)
{
    /// <summary>The names a user may give; the same as those of Azure PowerShell and the Azure CLI.</summary>
    public static IReadOnlyList<string> Names { get; } = ["AzureCloud", "AzureUSGovernment", "AzureChinaCloud"];

    /// <summary>The Azure that the options name.</summary>
    /// <exception cref="OpenClawException">The name is unknown or the endpoint is not https or has a path.</exception>
    public static AzureCloud Of(AzureSignInOptions options)
    {
        var cloud = options.Environment.ToUpperInvariant() switch
        {
            "AZURECLOUD" => new AzureCloud(ArmEnvironment.AzurePublicCloud, AzureAuthorityHosts.AzurePublicCloud),
            "AZUREUSGOVERNMENT" => new AzureCloud(ArmEnvironment.AzureGovernment, AzureAuthorityHosts.AzureGovernment),
            "AZURECHINACLOUD" => new AzureCloud(ArmEnvironment.AzureChina, AzureAuthorityHosts.AzureChina),
            _ => throw new OpenClawException(
                nameof(AzureMessages.AzureEnvironmentUnknown), ErrorKind.InvalidArgument,
                string.Format(
                    CultureInfo.CurrentCulture, AzureMessages.AzureEnvironmentUnknown, options.Environment, string.Join(", ", Names)),
                options.Environment),
        };
        if (options.ResourceManagerEndpoint is not { } endpoint) return cloud;
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme != Uri.UriSchemeHttps || endpoint.PathAndQuery != "/" || endpoint.UserInfo != "")
        {
            throw new OpenClawException(
                nameof(AzureMessages.AzureEndpointInvalid), ErrorKind.InvalidArgument,
                string.Format(CultureInfo.CurrentCulture, AzureMessages.AzureEndpointInvalid, endpoint), endpoint);
        }

        // Tokens for Azure itself must never reach an endpoint that only somebody's option names: they are asked for by its own name.
        return cloud with { Environment = new ArmEnvironment(endpoint, endpoint.GetLeftPart(UriPartial.Authority)) };
    }
}
