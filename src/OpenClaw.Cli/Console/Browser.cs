using System.ComponentModel;
using System.Diagnostics;

namespace OpenClaw.Cli.Console;

/// <summary>The user's web browser.</summary>
internal static class Browser
{
    /// <summary>Opens a URL; false when this machine has no way to.</summary>
    public static bool Open(Uri url)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(url.AbsoluteUri) { UseShellExecute = true });
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
