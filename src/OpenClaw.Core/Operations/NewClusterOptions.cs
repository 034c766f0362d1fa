namespace OpenClaw.Operations;

/// <summary>What cluster to make. The defaults are those of docs/azure.md.</summary>
public sealed record NewClusterOptions
{
    /// <summary>Name OpenClaw is known by; the default of every other name.</summary>
    public required string Name { get; init; }

    /// <summary>Azure region, for example <c>eastus2</c>.</summary>
    public string Location { get; init; } = "eastus2";

    /// <summary>Resource group; null means <c>&lt;Name&gt;-RG</c>.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>Cluster; null means <c>&lt;Name&gt;-aks</c>.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Number of nodes, 1 to 1000.</summary>
    public int NodeCount { get; init; } = 1;

    /// <summary>VM size of the nodes.</summary>
    public string NodeSize { get; init; } = "Standard_D2s_v5";

    /// <summary>Whether <see cref="NodeSize"/> was asked for, so that a cluster with another one is told of.</summary>
    public bool NodeSizeGiven { get; init; }

    /// <summary>Kubernetes version, or null for the region's default.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary><c>Free</c> or <c>Standard</c> (with an uptime SLA).</summary>
    public string Tier { get; init; } = "Free";

    /// <summary>Further tags for what is made.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Take over an existing group or cluster of that name by giving it our tag.</summary>
    public bool Adopt { get; init; }

    /// <summary>Return as soon as Azure has accepted the request.</summary>
    public bool NoWait { get; init; }
}
