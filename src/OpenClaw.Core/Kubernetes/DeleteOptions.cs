namespace OpenClaw.Kubernetes;

/// <summary>How to delete an object.</summary>
internal sealed record DeleteOptions
{
    /// <summary>Only when this is its version still, or null; a 409 otherwise.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>How long a pod has to end, or null for what the pod itself says. Only the first deletion of a pod can shorten it.</summary>
    public TimeSpan? GracePeriod { get; init; }
}
