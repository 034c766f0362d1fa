using OpenClaw.Azure;
using OpenClaw.Kubernetes;

namespace OpenClaw;

/// <summary>A Kubernetes cluster that OpenClaw can be installed on: one of ours on AKS, or any kubeconfig context.</summary>
public sealed record OpenClawCluster
{
    /// <summary>The name OpenClaw is known by there, for example <c>openclaw</c>; for a kubeconfig context the context's name.</summary>
    public required string Name { get; init; }

    /// <summary>The cluster's own name, for example <c>openclaw-aks</c>.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Azure resource group, or null for a kubeconfig context.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>Azure region, or null for a kubeconfig context.</summary>
    public string? Location { get; init; }

    /// <summary>Azure's provisioning state (<c>Succeeded</c>, <c>Creating</c>, <c>Failed</c> ...), or null for a kubeconfig context.</summary>
    public string? ProvisioningState { get; init; }

    /// <summary><c>Running</c> or <c>Stopped</c>, or null where it is not known.</summary>
    public string? PowerState { get; init; }

    /// <summary>Kubernetes version, or null where it was not asked.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>VM size of the system pool, or null.</summary>
    public string? NodeSize { get; init; }

    /// <summary>Number of nodes of the system pool, or null.</summary>
    public int? NodeCount { get; init; }

    /// <summary>Fewest nodes the autoscaler leaves, or null where it is off.</summary>
    public int? MinCount { get; init; }

    /// <summary>Most nodes the autoscaler makes, or null where it is off.</summary>
    public int? MaxCount { get; init; }

    /// <summary>Azure subscription id, or null for a kubeconfig context.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>Azure resource id, or null for a kubeconfig context.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The kubeconfig context, or null for an AKS cluster.</summary>
    public string? Context { get; init; }

    /// <summary>True when the cluster carries the tag that proves this module made (or adopted) it.</summary>
    public bool IsOurs { get; init; }

    /// <summary>True when it can take an installation now: Succeeded and Running on AKS, always for a kubeconfig context.</summary>
    public bool Ready { get; init; }

    /// <summary>Gets what is needed to talk to its API server; fetched anew each time it is called. Set by whoever made the object.</summary>
    internal Func<CancellationToken, Task<KubernetesConnection>> ConnectAsync { get; init; } =
        static _ => throw new InvalidOperationException("The cluster object carries no connection.");

    /// <summary>The connection to Azure it was found by, with the same tokens and nowhere to write to; null for a kubeconfig context.</summary>
    internal AzureConnection? Azure { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ClusterName;
}
