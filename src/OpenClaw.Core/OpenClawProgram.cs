namespace OpenClaw;

/// <summary>One of the two programs of an instance.</summary>
public enum OpenClawProgram
{
    /// <summary>OpenClaw itself, the gateway.</summary>
    OpenClaw,

    /// <summary>The LiteLLM proxy.</summary>
    LiteLLM,
}
