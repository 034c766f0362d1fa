using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Pods;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>What stands behind a cluster's API server.</summary>
/// <param name="Folder">Folder for pods and volumes.</param>
/// <param name="KubernetesVersion">Version of the nodes, with a leading v.</param>
/// <param name="Pools">The nodes.</param>
/// <param name="CertificateAuthorityPath">PEM file of the sandbox's authority, which its processes trust; or null.</param>
/// <param name="NewKubelet">Makes what runs the pods, or null for processes of this machine.</param>
/// <param name="Faults">What happens to pods, or null for nothing.</param>
internal sealed record ClusterRuntimeOptions(
    string Folder, string KubernetesVersion, IReadOnlyList<NodePoolOptions> Pools, string? CertificateAuthorityPath,
    Func<IObjectStore, IKubelet>? NewKubelet = null, PodFaults? Faults = null);
