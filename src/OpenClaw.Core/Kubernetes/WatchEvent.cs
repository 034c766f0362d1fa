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
}

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object after it happened (its last state for <see cref="WatchEventType.Deleted"/>); null for <see cref="WatchEventType.Synced"/>.</param>
internal sealed record WatchEvent(WatchEventType Type, JsonObject? Object);
