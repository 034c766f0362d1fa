namespace OpenClaw;

/// <summary>A secret of an instance that can be changed.</summary>
public enum OpenClawSecretName
{
    /// <summary>The token that opens the Control UI and the gateway's API.</summary>
    GatewayToken,

    /// <summary>The key that OpenClaw shows to the LiteLLM proxy.</summary>
    LiteLLMMasterKey,

    /// <summary>The key of an Azure OpenAI endpoint, which Azure makes.</summary>
    AzureOpenAIKey,
}
