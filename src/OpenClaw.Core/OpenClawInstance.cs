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

    /// <summary>Container restarts of both programs' current pods.</summary>
    public int Restarts { get; init; }

    /// <summary>When OpenClaw's current pod became ready, or null.</summary>
    public DateTimeOffset? ReadySince { get; init; }

    /// <summary>Whether the command that returned this object changed anything in the cluster.</summary>
    public bool Changed { get; init; }

    /// <summary>The last thing that went wrong, or null.</summary>
    public string? Message { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}
