namespace OpenClaw.Sandbox.Pods;

/// <summary>A disk is still attached to another node, for a pod there.</summary>
internal sealed class VolumeInUseException(string message) : Exception(message);
