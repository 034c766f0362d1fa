using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>What happened to a watched object.</summary>
internal enum WatchEventType
{
    /// <summary>It is there, or is new.</summary>
    Added,

    /// <summary>It changed.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>The first list is complete; no object.</summary>
    Synced,

    /// <summary>The server cannot be reached or fails; it is tried again. No object, but an error.</summary>
    Interrupted,
}

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object after it happened (its last state for <see cref="WatchEventType.Deleted"/>); null where none is meant.</param>
internal sealed record WatchEvent(WatchEventType Type, JsonObject? Object)
{
    /// <summary>What interrupted the watch, or null.</summary>
    public OpenClawException? Error { get; init; }
}
