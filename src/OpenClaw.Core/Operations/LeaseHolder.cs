using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Operations;

/// <summary>
/// Who holds a lease: <c>user@host/process machine-random</c>. The machine part tells this machine and its process numbers from others
/// that happen to have the same name, as containers do.
/// </summary>
internal sealed class LeaseHolder
{
    private static readonly string Machine = MachineMark();
    private static readonly ConcurrentDictionary<string, byte> Over = [];

    /// <summary>This process, anew for each operation.</summary>
    public string Identity { get; init; } =
        $"{Environment.UserName}@{Environment.MachineName}/{Environment.ProcessId} {Machine}-{Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant()}";

    /// <summary>True when the holder was a process of this machine that is no more, or an operation of this process that is over.</summary>
    public static bool IsGone(string identity)
    {
        if (Over.ContainsKey(identity))
            return true;
        var mark = identity.LastIndexOf(' ');
        var slash = identity.LastIndexOf('/');
        return mark > slash && slash > 0
            && identity.AsSpan(mark + 1).StartsWith(Machine + "-")
            && int.TryParse(identity.AsSpan(slash + 1, mark - slash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && process != Environment.ProcessId
            && !IsRunning(process);
    }

    /// <summary>Notes that the operation is over: a lease it could not give back, because nobody answered, binds nobody in this process.</summary>
    public void End() => Over.TryAdd(Identity, 0);

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return true;
        }
    }

    private static string MachineMark()
    {
        var parts = new StringBuilder(Environment.MachineName);
        if (OperatingSystem.IsLinux())
            parts.Append(Read(() => File.ReadAllText("/proc/sys/kernel/random/boot_id")))
                .Append(Read(() => new FileInfo("/proc/self/ns/pid").LinkTarget));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(parts.ToString())))[..8].ToLowerInvariant();
    }

    private static string? Read(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
