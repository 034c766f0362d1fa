namespace OpenClaw.Registry;

/// <summary>Whether registries may be asked: not when the environment variable OPENCLAW_VERSION_CHECK is <c>off</c>.</summary>
internal static class VersionCheck
{
    private const string OffSwitch = "OPENCLAW_VERSION_CHECK";

    /// <summary>Whether they may.</summary>
    public static bool IsOn => !string.Equals(Environment.GetEnvironmentVariable(OffSwitch), "off", StringComparison.OrdinalIgnoreCase);
}
