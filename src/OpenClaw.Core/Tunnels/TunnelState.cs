namespace OpenClaw;

/// <summary>What a tunnel is doing.</summary>
public enum TunnelState
{
    /// <summary>It waits for OpenClaw's first answer.</summary>
    Connecting,

    /// <summary>A ready pod is there; connections go to it.</summary>
    Connected,

    /// <summary>There is no way to OpenClaw now; new connections wait for it, up to the hold time.</summary>
    Reconnecting,

    /// <summary>It is over; the port is free.</summary>
    Stopped,
}
