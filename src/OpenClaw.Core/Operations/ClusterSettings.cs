namespace OpenClaw.Operations;

/// <summary>What is to be changed of a cluster; null stays as it is.</summary>
public sealed record ClusterSettings
{
    /// <summary>Number of nodes of the system pool; switches the autoscaler off.</summary>
    public int? NodeCount { get; init; }

    /// <summary>Fewest nodes the autoscaler leaves; with <see cref="MaxCount"/>, switches it on.</summary>
    public int? MinCount { get; init; }

    /// <summary>Most nodes the autoscaler makes.</summary>
    public int? MaxCount { get; init; }

    /// <summary>Kubernetes version, <c>1.35</c> or <c>1.35.1</c>.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>VM size of our nodes, <c>Standard_D4s_v5</c>: they move to a new pool of that size.</summary>
    public string? NodeSize { get; init; }

    /// <summary>How long draining the old nodes may take, and then OpenClaw's start on the new ones, each.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Return as soon as Azure has accepted the request.</summary>
    public bool NoWait { get; init; }
}
