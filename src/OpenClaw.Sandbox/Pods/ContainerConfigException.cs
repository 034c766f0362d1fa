namespace OpenClaw.Sandbox.Pods;

/// <summary>A container or volume cannot be made from what there is now, in the kubelet's words.</summary>
internal sealed class ContainerConfigException(string message) : Exception(message);
