using System.Diagnostics;

namespace OpenClaw.Tunnel;

/// <summary>Waits for what no event tells: the state of another process.</summary>
internal static class Wait
{
    /// <summary>Returns when it is so, or when the time is over; the caller asserts.</summary>
    /// <param name="isSo">What to wait for.</param>
    /// <param name="time">How long.</param>
    public static async Task UntilAsync(Func<bool> isSo, TimeSpan time)
    {
        for (var watch = Stopwatch.StartNew(); !isSo() && watch.Elapsed < time;)
            await Task.Delay(100, TestContext.Current.CancellationToken);
    }
}
