using OpenClaw.Sandbox.Faults;

namespace OpenClaw.Sandbox.Pods;

/// <summary>What a kubelet needs to know.</summary>
/// <param name="PodsFolder">Folder for what lives as long as a pod.</param>
/// <param name="VolumesFolder">Folder of the claims' volumes.</param>
/// <param name="CertificateAuthorityPath">PEM file of the sandbox's authority, which its processes trust beside the system's; or null.</param>
/// <param name="Faults">What happens to pods, or null for nothing.</param>
internal sealed record KubeletOptions(string PodsFolder, string VolumesFolder, string? CertificateAuthorityPath, PodFaults? Faults = null);
