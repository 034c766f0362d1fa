namespace OpenClaw.Sandbox.Kubernetes.Storage;

/// <summary>Who writes, and how.</summary>
internal sealed record WriteOptions(string FieldManager)
{
    /// <summary>status, scale or null.</summary>
    public string? Subresource { get; init; }

    /// <summary>Do all but store.</summary>
    public bool DryRun { get; init; }

    /// <summary>A controller of the sandbox writes: it may bind pods to nodes.</summary>
    public bool IsController { get; init; }

    /// <summary>Collects what the API server would send as Warning headers.</summary>
    public List<string> Warnings { get; init; } = [];
}
