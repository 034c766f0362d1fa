namespace OpenClaw.Reliability.Scaling;

/// <summary>The machine's clock, on which a limit of one length is over when the test says so.</summary>
internal sealed class HeldLimit(TimeSpan limit) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<(TimerCallback Callback, object? State)> held = [];

    /// <summary>Ends the limits that are running.</summary>
    public void Expire()
    {
        List<(TimerCallback Callback, object? State)> over;
        lock (gate)
        {
            over = [.. held];
            held.Clear();
        }

        foreach (var (callback, state) in over)
            callback(state);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != limit)
            return base.CreateTimer(callback, state, dueTime, period);
        lock (gate)
            held.Add((callback, state));
        return base.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
