namespace OpenClaw;

/// <summary>How to open a tunnel.</summary>
public sealed record TunnelOptions
{
    /// <summary>The port OpenClaw's gateway listens on, in its pod and by default here.</summary>
    public const int DefaultPort = 18789;

    /// <summary>The port on 127.0.0.1 and ::1; 0 means any that is free.</summary>
    public int LocalPort { get; init; } = DefaultPort;

    /// <summary>How long to wait for OpenClaw's first answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a new connection waits while there is no way to OpenClaw, before it is reset; zero means not at all.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the tunnel goes on trying while the cluster refuses it: time to sign in again elsewhere.</summary>
    internal TimeSpan RefusalPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The clock of waits.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;
}
