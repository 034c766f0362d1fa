namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>How to delete.</summary>
internal sealed record DeleteOptions
{
    /// <summary>Seconds a pod gets; null means what its spec says.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Background, Foreground or Orphan; null means Background.</summary>
    public string? PropagationPolicy { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool DryRun { get; init; }
}
