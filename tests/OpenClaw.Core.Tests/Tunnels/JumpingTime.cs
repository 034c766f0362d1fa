namespace OpenClaw.Tests.Tunnels;

/// <summary>A clock that jumps like that of a machine that slept, and may run its timers faster than the machine's own.</summary>
internal sealed class JumpingTime(int factor = 1) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _stamp = System.GetTimestamp();
    private long _slept;

    public override DateTimeOffset GetUtcNow() => _start + GetElapsedTime(_stamp) + TimeSpan.FromTicks(Interlocked.Read(ref _slept));

    public override long GetTimestamp() => _stamp + ((System.GetTimestamp() - _stamp) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Scale(dueTime), Scale(period));

    public void Sleep(TimeSpan time) => Interlocked.Add(ref _slept, time.Ticks);

    private TimeSpan Scale(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / factor;
}
