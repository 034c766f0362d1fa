namespace OpenClaw.Kubernetes;

/// <summary>A context of a kubeconfig: a cluster, a user and a namespace.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ClusterName">The name of its cluster's entry.</param>
/// <param name="UserName">The name of its user's entry; null when it has none.</param>
/// <param name="Namespace">Its namespace; <c>default</c> unless it says otherwise.</param>
internal sealed record KubeConfigContext(string Name, string ClusterName, string? UserName, string Namespace);
