using System.Collections.Concurrent;

namespace OpenClaw.Tests.Kubernetes;

/// <summary>A clock on which every wait is over at once; it remembers how long each was to be.</summary>
internal sealed class InstantTime : TimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // The long ones are time limits, not waits.
        if (dueTime > TimeSpan.FromSeconds(100))
            return System.CreateTimer(callback, state, dueTime, period);
        Waits.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
