using System.Runtime.CompilerServices;

namespace OpenClaw.Tests;

/// <summary>Tests ask nobody outside this machine.</summary>
internal static class NoRegistry
{
    [ModuleInitializer]
    internal static void TurnOff() => Environment.SetEnvironmentVariable("OPENCLAW_VERSION_CHECK", "off");
}
