namespace OpenClaw.Kubernetes;

/// <summary>Which part of a container's log to read.</summary>
/// <param name="Container">Container, or null for the pod's only one.</param>
/// <param name="TailLines">Only the last so many lines, or null for all.</param>
/// <param name="Follow">Go on as the log grows.</param>
/// <param name="Previous">The log of the container that ran before the last restart.</param>
/// <param name="Since">Only what is younger, or null for all.</param>
/// <param name="Timestamps">Begin each line with its RFC 3339 time.</param>
internal sealed record LogOptions(
    string? Container = null, int? TailLines = null, bool Follow = false, bool Previous = false, TimeSpan? Since = null,
    bool Timestamps = false);
