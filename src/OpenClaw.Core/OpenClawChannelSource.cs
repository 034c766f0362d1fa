namespace OpenClaw;

/// <summary>Where a channel came from.</summary>
public enum OpenClawChannelSource
{
    /// <summary>Set-OpenClawChannel: every Install-OpenClaw keeps it.</summary>
    Declared,

    /// <summary>The Control UI, or a command in OpenClaw's pod: Install-OpenClaw leaves it alone.</summary>
    OpenClaw,
}
