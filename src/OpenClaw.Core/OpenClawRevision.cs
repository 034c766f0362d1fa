namespace OpenClaw;

/// <summary>A state of an instance that was applied, as the cluster keeps it.</summary>
public sealed record OpenClawRevision
{
    /// <summary>Its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The instance's name.</summary>
    public required string Name { get; init; }

    /// <summary>The instance's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The cluster it runs in.</summary>
    public required OpenClawCluster Cluster { get; init; }

    /// <summary>When it was applied.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Whether it is the one applied last.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>OpenClaw's version as its image's tag tells it, or null for an image without a tag.</summary>
    public string? OpenClawVersion { get; init; }

    /// <summary>LiteLLM's version as its image's tag tells it, or null for an image without a tag.</summary>
    public string? LiteLLMVersion { get; init; }

    /// <summary>OpenClaw's image.</summary>
    public string? OpenClawImage { get; init; }

    /// <summary>LiteLLM's image.</summary>
    public string? LiteLLMImage { get; init; }

    /// <summary>The model's name as OpenClaw knows it.</summary>
    public string? ModelName { get; init; }

    /// <summary>The Azure OpenAI endpoints.</summary>
    public IReadOnlyList<Uri> Endpoints { get; init; } = [];

    /// <summary>What is other than in the revision before it, a line each; empty for the oldest one that is kept.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Name of the backup of OpenClaw's state as it was when this revision was left for another version, or null.</summary>
    public string? StateBackup { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name} revision {Number}";
}
