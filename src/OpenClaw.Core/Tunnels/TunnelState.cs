namespace OpenClaw;

/// <summary>What a tunnel is doing.</summary>
public enum TunnelState
{
    /// <summary>It waits for OpenClaw's first answer.</summary>
    Connecting,

    /// <summary>A ready pod is there; connections go to it.</summary>
    Connected,

    /// <summary>No pod is ready, or the API server does not answer; new connections wait for up to a minute.</summary>
    Reconnecting,

    /// <summary>It is over; the port is free.</summary>
    Stopped,
}
