namespace OpenClaw.Azure;

/// <summary>The answer of <c>listClusterUserCredential</c>.</summary>
/// <param name="Kubeconfigs">The kubeconfigs; the first is the one to use.</param>
internal sealed record ClusterCredentials(IReadOnlyList<ClusterCredential> Kubeconfigs);

/// <summary>One kubeconfig.</summary>
/// <param name="Name">For example <c>clusterUser</c>.</param>
/// <param name="Value">The YAML.</param>
internal sealed record ClusterCredential(string? Name, byte[]? Value);
