using System.Globalization;

namespace OpenClaw.Sandbox.Kubernetes.Tables;

/// <summary>How long ago something was, the way kubectl shows it.</summary>
internal static class Age
{
    public static string Since(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then)
            ? Format(DateTimeOffset.UtcNow - then)
            : "<unknown>";

    public static string Format(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return $"{seconds}s";
        var minutes = (long)span.TotalMinutes;
        if (minutes < 10) return Two(minutes, "m", seconds % 60, "s");
        if (minutes < 180) return $"{minutes}m";
        var hours = (long)span.TotalHours;
        if (hours < 8) return Two(hours, "h", minutes % 60, "m");
        if (hours < 48) return $"{hours}h";
        if (hours < 192) return Two(hours / 24, "d", hours % 24, "h");
        return hours < 24 * 365 * 2 ? $"{hours / 24}d" : Two(hours / 24 / 365, "y", hours / 24 % 365, "d");
    }

    private static string Two(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit}{small}{smallUnit}";
}
