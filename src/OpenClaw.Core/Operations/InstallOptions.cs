using OpenClaw.Manifests;

namespace OpenClaw.Operations;

/// <summary>What to install. Everything but the model's name has a default.</summary>
public sealed record InstallOptions
{
    /// <summary>Default OpenClaw image.</summary>
    public const string DefaultOpenClawImage = "ghcr.io/openclaw/openclaw:2026.9.6";

    /// <summary>Default LiteLLM image.</summary>
    public const string DefaultLiteLLMImage = "ghcr.io/berriai/litellm-non_root:v1.108.12";

    /// <summary>Name of the instance, the prefix of its objects' names.</summary>
    public string Name { get; init; } = "openclaw";

    /// <summary>Namespace; made when it is not there.</summary>
    public string Namespace { get; init; } = "openclaw-ns";

    /// <summary>Name the model gets in LiteLLM and OpenClaw, for example <c>gpt-5.2</c>; the Azure deployment's name is in the model config.</summary>
    public required string ModelName { get; init; }

    /// <summary>OpenClaw's image.</summary>
    public string OpenClawImage { get; init; } = DefaultOpenClawImage;

    /// <summary>LiteLLM's image.</summary>
    public string LiteLLMImage { get; init; } = DefaultLiteLLMImage;

    /// <summary>OpenClaw's CPU and memory (seen: 0.8 GB idle, 1.3 GB after chats, 1.6 GB peak; killed at 1 Gi).</summary>
    public ProgramResources OpenClawResources { get; init; } = new("250m", "1536Mi", "3Gi");

    /// <summary>LiteLLM's CPU and memory (~1.1 Gi steady, 512 Mi dies at start).</summary>
    public ProgramResources LiteLLMResources { get; init; } = new("100m", "1536Mi", "3Gi");

    /// <summary>Size of OpenClaw's volume.</summary>
    public string StorageSize { get; init; } = "8Gi";

    /// <summary>Storage class of the volume; null means the cluster's default.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Keep state on an emptyDir: it goes with the pod.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>The model's context window in tokens, as OpenClaw is told.</summary>
    public int ContextWindow { get; init; } = 272_000;

    /// <summary>Most tokens of one answer, as OpenClaw is told.</summary>
    public int MaxTokens { get; init; } = 16_384;

    /// <summary>The channels that are declared; null means those that were.</summary>
    internal IReadOnlyList<DeclaredChannel>? Channels { get; init; }

    /// <summary>How long to wait for both programs to be ready.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Take fields over from other field managers instead of stopping at a conflict.</summary>
    public bool ForceConflicts { get; init; }

    /// <summary>Return once everything is applied, without waiting for it to be ready.</summary>
    public bool NoWait { get; init; }
}
