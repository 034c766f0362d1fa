using System.Globalization;
using System.Text;

namespace OpenClaw.Reliability.Crashes;

/// <summary>
/// Tells the counts of a sweep; with the environment variable OPENCLAW_CRASH_REPORT set to a folder, also in a file of its own there, as a row
/// for docs/reliability.md.
/// </summary>
internal static class CrashReport
{
    public static void Write(CrashSweep sweep)
    {
        var killed = sweep.Results.Where(r => r.Killed).ToList();
        var row = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"| {sweep.Flow} | {sweep.Requests} ({sweep.Writes}) ")
            .Append(CultureInfo.InvariantCulture, $"| {killed.Count(r => r.Moment == KillMoment.Before)} | {killed.Count(r => r.Moment == KillMoment.After)} ")
            .Append(CultureInfo.InvariantCulture, $"| {killed.Count(r => r.UnderLock)} | {killed.Count(r => r.SecretsWereThere)} ")
            .Append(CultureInfo.InvariantCulture, $"| {killed.Count(r => r.Problem is null)} ")
            .Append(CultureInfo.InvariantCulture, $"| {killed.Select(r => r.Rerun).DefaultIfEmpty().Max().TotalSeconds:F1} s |")
            .ToString();
        TestContext.Current.TestOutputHelper?.WriteLine(row);
        if (Environment.GetEnvironmentVariable("OPENCLAW_CRASH_REPORT") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, $"{sweep.Flow.Replace(' ', '-')}.md"), row + "\n");
    }
}
