namespace OpenClaw.Operations.Changes;

/// <summary>What to change of an instance; null leaves a thing as it is.</summary>
public sealed record UpdateOptions
{
    /// <summary>OpenClaw's version: a tag, a digest, or <c>latest</c>.</summary>
    public string? Version { get; init; }

    /// <summary>OpenClaw's image, in place of a version.</summary>
    public string? OpenClawImage { get; init; }

    /// <summary>LiteLLM's image.</summary>
    public string? LiteLLMImage { get; init; }

    /// <summary>The Azure OpenAI endpoints.</summary>
    public OpenClawModelConfig? ModelConfig { get; init; }

    /// <summary>The model's name.</summary>
    public string? ModelName { get; init; }

    /// <summary>The model's context window in tokens.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Most tokens of one answer.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>CPU that OpenClaw is promised.</summary>
    public string? OpenClawCpu { get; init; }

    /// <summary>Memory that OpenClaw is promised.</summary>
    public string? OpenClawMemory { get; init; }

    /// <summary>Memory at which OpenClaw is killed.</summary>
    public string? OpenClawMemoryLimit { get; init; }

    /// <summary>CPU that LiteLLM is promised.</summary>
    public string? LiteLLMCpu { get; init; }

    /// <summary>Memory that LiteLLM is promised.</summary>
    public string? LiteLLMMemory { get; init; }

    /// <summary>Memory at which LiteLLM is killed.</summary>
    public string? LiteLLMMemoryLimit { get; init; }

    /// <summary>The options with what is to be changed in them.</summary>
    /// <param name="options">The options as they are.</param>
    internal InstallOptions Into(InstallOptions options) => options with
    {
        OpenClawImage = OpenClawImage ?? options.OpenClawImage,
        LiteLLMImage = LiteLLMImage ?? options.LiteLLMImage,
        ModelName = ModelName ?? options.ModelName,
        ContextWindow = ContextWindow ?? options.ContextWindow,
        MaxTokens = MaxTokens ?? options.MaxTokens,
        OpenClawResources = new(
            OpenClawCpu ?? options.OpenClawResources.CpuRequest,
            OpenClawMemory ?? options.OpenClawResources.MemoryRequest,
            OpenClawMemoryLimit ?? options.OpenClawResources.MemoryLimit),
        LiteLLMResources = new(
            LiteLLMCpu ?? options.LiteLLMResources.CpuRequest,
            LiteLLMMemory ?? options.LiteLLMResources.MemoryRequest,
            LiteLLMMemoryLimit ?? options.LiteLLMResources.MemoryLimit),
    };
}
