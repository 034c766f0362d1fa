namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>What can be read from a SPDY connection.</summary>
internal enum SpdyEventKind
{
    /// <summary>All input is used up.</summary>
    None,

    /// <summary>Data of a stream, or its end, or both.</summary>
    Data,

    /// <summary>The server gave a stream up.</summary>
    Reset,

    /// <summary>A ping, or the answer to one.</summary>
    Ping,

    /// <summary>The server takes no more streams.</summary>
    GoAway,

    /// <summary>The server takes more data on a stream, or on all when the id is 0.</summary>
    WindowUpdate,

    /// <summary>How much the server takes on each stream before it makes room.</summary>
    InitialWindow,

    /// <summary>The server wants to open a stream.</summary>
    Opened,

    /// <summary>This is not SPDY/3.1; nothing after it can be read.</summary>
    Malformed,
}
