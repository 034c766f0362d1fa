using System.Security;

namespace OpenClaw.Operations.Changes;

/// <summary>Which secret is to be changed, and to what.</summary>
/// <param name="Secret">The secret. Token and master key are made anew; an Azure OpenAI key is given.</param>
public sealed record ResetSecretOptions(OpenClawSecretName Secret)
{
    /// <summary>Name of the endpoint the key is for; null where there is only one.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The new key of that endpoint.</summary>
    public SecureString? Key { get; init; }

    /// <summary>In place of a key: a model config with the new keys of all endpoints.</summary>
    public OpenClawModelConfig? ModelConfig { get; init; }
}
