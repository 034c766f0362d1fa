namespace OpenClaw;

/// <summary>One OpenClaw installation in a cluster.</summary>
public sealed record OpenClawInstance
{
    /// <summary>Its name, for example <c>openclaw</c>: the prefix of all its objects.</summary>
    public required string Name { get; init; }

    /// <summary>Kubernetes namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The cluster it runs in.</summary>
    public required OpenClawCluster Cluster { get; init; }

    /// <summary><c>Ready</c>, <c>Starting</c>, <c>Degraded</c> or <c>Stopped</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The model's name as OpenClaw and LiteLLM know it, or null when it cannot be read.</summary>
    public string? ModelName { get; init; }

    /// <summary>Image OpenClaw runs from.</summary>
    public string? OpenClawImage { get; init; }

    /// <summary>Image the LiteLLM proxy runs from.</summary>
    public string? LiteLLMImage { get; init; }

    /// <summary>Digest of the image that OpenClaw's current pod really runs, for example <c>sha256:...</c>, or null where none runs.</summary>
    public string? OpenClawDigest { get; init; }

    /// <summary>Digest of the image that LiteLLM's current pod really runs, or null where none runs.</summary>
    public string? LiteLLMDigest { get; init; }

    /// <summary>OpenClaw's version as its image's tag tells it, or null for an image without a tag.</summary>
    public string? OpenClawVersion { get; init; }

    /// <summary>
    /// What OpenClaw's new image itself printed as its version, when the command that returned this object tried it before OpenClaw got it;
    /// null otherwise.
    /// </summary>
    public string? OpenClawCheckedVersion { get; init; }

    /// <summary>The newest version of OpenClaw in the image's registry, or null where that is not known.</summary>
    public string? OpenClawAvailableVersion { get; init; }

    /// <summary>LiteLLM's version as its image's tag tells it, or null for an image without a tag.</summary>
    public string? LiteLLMVersion { get; init; }

    /// <summary>The newest version of LiteLLM in the image's registry, or null where that is not known.</summary>
    public string? LiteLLMAvailableVersion { get; init; }

    /// <summary>Number of the state that was applied last, or null where none is kept.</summary>
    public int? Revision { get; init; }

    /// <summary>When that state was applied, or null.</summary>
    public DateTimeOffset? RevisionCreated { get; init; }

    /// <summary>Memory OpenClaw uses now in bytes, or null where the cluster serves no metrics.</summary>
    public long? OpenClawMemory { get; init; }

    /// <summary>Memory at which OpenClaw is killed in bytes, or null.</summary>
    public long? OpenClawMemoryLimit { get; init; }

    /// <summary>Memory LiteLLM uses now in bytes, or null where the cluster serves no metrics.</summary>
    public long? LiteLLMMemory { get; init; }

    /// <summary>Memory at which LiteLLM is killed in bytes, or null.</summary>
    public long? LiteLLMMemoryLimit { get; init; }

    /// <summary>Container restarts of both programs' current pods.</summary>
    public int Restarts { get; init; }

    /// <summary>When OpenClaw's current pod became ready, or null.</summary>
    public DateTimeOffset? ReadySince { get; init; }

    /// <summary>Whether the command that returned this object changed anything in the cluster.</summary>
    public bool Changed { get; init; }

    /// <summary>What is wrong now, or null.</summary>
    public string? Message { get; init; }

    /// <summary>The last thing that went wrong, also when it is over: what is wrong now, or how a container of today's pods last ended; or null.</summary>
    public string? LastError { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}
