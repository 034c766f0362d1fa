using System.Security;

namespace OpenClaw.Azure;

/// <summary>Which Azure to talk to, as whom. Nothing needs to be set in the usual case.</summary>
public sealed record AzureSignInOptions
{
    /// <summary><c>AzureCloud</c>, <c>AzureUSGovernment</c> or <c>AzureChinaCloud</c>.</summary>
    public string Environment { get; init; } = "AzureCloud";

    /// <summary>Subscription id or name; null means the one the credential's own tool has selected, or the only one.</summary>
    public string? Subscription { get; init; }

    /// <summary>Tenant id; null means the credential's own.</summary>
    public string? TenantId { get; init; }

    /// <summary>A ready access token for Azure Resource Manager, or null.</summary>
    public SecureString? AccessToken { get; init; }

    /// <summary>Application (client) id of a service principal, or null.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The service principal's secret, or null.</summary>
    public SecureString? ApplicationSecret { get; init; }

    /// <summary>Use the managed identity of the machine this runs on and nothing else.</summary>
    public bool ManagedIdentity { get; init; }

    /// <summary>Client id of a user-assigned managed identity, or null for the system-assigned one.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>
    /// A person is there who may sign in with a browser when every other way has failed. False (the default) in runbooks and
    /// wherever nobody would see the page.
    /// </summary>
    public bool Interactive { get; init; }

    /// <summary>Another Azure Resource Manager endpoint (https, no path), as the sandbox has one; null means the environment's.</summary>
    public Uri? ResourceManagerEndpoint { get; init; }

    /// <summary>PEM file with the authority to trust for that endpoint, or null for the system's.</summary>
    public string? CertificateAuthorityPath { get; init; }
}
