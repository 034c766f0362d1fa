using System.Globalization;

namespace OpenClaw.Tunnels;

/// <summary>Finds out which process listens on a local port, where the system tells cheaply (/proc).</summary>
internal static class PortHolder
{
    private const string Listening = "0A";

    /// <summary>The name and number of the process, or null.</summary>
    /// <param name="port">The port.</param>
    public static (string Name, int Id)? Find(int port)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            var inodes = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists)
                .SelectMany(file => Inodes(file, port)).Select(static i => $"socket:[{i}]").ToHashSet();
            return inodes.Count == 0 ? null : Owner(inodes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Columns as proc(5) has them: local address (hexadecimal, after the colon the port) 1, state 3, inode 9.
    private static IEnumerable<string> Inodes(string file, int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines(file)
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[1].EndsWith(suffix, StringComparison.Ordinal) && f[3] == Listening)
            .Select(static f => f[9]);
    }

    private static (string Name, int Id)? Owner(HashSet<string> sockets)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                if (Directory.EnumerateFiles(folder + "/fd").Any(fd => sockets.Contains(new FileInfo(fd).LinkTarget ?? "")))
                    return (File.ReadAllText(folder + "/comm").Trim(), id);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's process, or one that has just ended.
            }
        }

        return null;
    }
}
