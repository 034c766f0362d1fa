namespace OpenClaw.Reliability.Cluster;

/// <summary>The system's clock, on which waits of up to two seconds, those between two tries of a request, take a twentieth.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime <= Longest ? dueTime / 20 : dueTime, period);
}
