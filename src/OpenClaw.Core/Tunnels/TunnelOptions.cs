namespace OpenClaw;

/// <summary>How to open a tunnel.</summary>
public sealed record TunnelOptions
{
    /// <summary>The port OpenClaw's gateway listens on, in its pod and by default here.</summary>
    public const int DefaultPort = 18789;

    /// <summary>The port on 127.0.0.1; 0 means any that is free.</summary>
    public int LocalPort { get; init; } = DefaultPort;

    /// <summary>How long to wait for OpenClaw's first answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
