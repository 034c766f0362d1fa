namespace OpenClaw.Azure;

/// <summary>The ways to sign in.</summary>
internal enum SignInKind
{
    /// <summary>A token the caller gave.</summary>
    AccessToken,

    /// <summary>A service principal with a secret.</summary>
    ServicePrincipal,

    /// <summary>The identity of the machine.</summary>
    ManagedIdentity,

    /// <summary>The account the Azure CLI is signed in with.</summary>
    AzureCli,

    /// <summary>The account Azure PowerShell is signed in with.</summary>
    AzurePowerShell,

    /// <summary>AZURE_* environment variables.</summary>
    EnvironmentVariables,

    /// <summary>A person with a browser.</summary>
    Browser,
}
