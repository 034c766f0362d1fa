namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>Times and bounds of a port-forward; tests make them shorter.</summary>
internal sealed record PortForwardOptions
{
    /// <summary>After so long without a byte from the server a carrier is pinged. Some networks cut off what is idle for ten seconds.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A carrier that answers nothing for so long is given up.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a new connection waits for the sign of life of a carrier that was silent (the machine may have slept).</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a lost carrier may take to be replaced before anybody is told.</summary>
    public TimeSpan RestoreTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many carriers are kept open for connections to come.</summary>
    public int SpareCarriers { get; init; } = 2;

    /// <summary>Up to so many, each connection has a carrier of its own; beyond it they share.</summary>
    public int MaxCarriers { get; init; } = 16;

    /// <summary>A carrier beyond the spare ones is closed when it was not used for so long.</summary>
    public TimeSpan CarrierIdleTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a new connection waits for a carrier of its own when it could share one at once.</summary>
    public TimeSpan SharingPatience { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Bytes kept for a connection that nobody reads. Odd, because a server that keeps to windows stops exactly there, and one that
    /// does not goes over it.
    /// </summary>
    public int ReceiveWindow { get; init; } = (512 * 1024) - 1;

    /// <summary>Bytes kept for a connection that nobody reads while others share its carrier and the server keeps to no windows.</summary>
    public int SharedReceiveLimit { get; init; } = 4 * 1024 * 1024;

    /// <summary>Opened v4 connections kept ready.</summary>
    public int ReserveSize { get; init; } = 2;

    /// <summary>A ready v4 connection is thrown away after so long: the program in the pod hangs up on clients that say nothing.</summary>
    public TimeSpan ReserveAge { get; init; } = TimeSpan.FromSeconds(20);
}
