using OpenClaw.Azure;

namespace OpenClaw.Sandbox;

/// <summary>
/// A running sandbox: a process on loopback that behaves like Azure Resource Manager and Kubernetes for what this product uses.
/// Commands that take it work against it instead of Azure.
/// </summary>
public sealed class OpenClawSandbox
{
    /// <summary>Number of the process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The Azure Resource Manager endpoint.</summary>
    public required Uri ResourceManagerEndpoint { get; init; }

    /// <summary>Where people and tests look at what the sandbox did: its request log.</summary>
    public required Uri AdminEndpoint { get; init; }

    /// <summary>PEM file of the throw-away authority that signed its certificates.</summary>
    public required string CertificateAuthorityPath { get; init; }

    /// <summary>Its one subscription.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Path of a valid azure-openai.json for the sandbox's own offline Azure OpenAI endpoint.</summary>
    public required string ModelConfig { get; init; }

    /// <summary>Its working folder, removed when it stops.</summary>
    public required string HomePath { get; init; }

    /// <summary>How to sign in to it.</summary>
    public AzureSignInOptions SignIn { get; init; } = new();
}
