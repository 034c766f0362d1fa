namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>
/// How long a loop has had its thread. One whose data is always there already never waits, and would keep the thread from others; where
/// sockets complete on the thread that polls them, those others are connections.
/// </summary>
internal struct ThreadTurn
{
    private const long LongestMilliseconds = 10;

    private long _began;

    /// <summary>Whether it is time to let others have the thread.</summary>
    /// <param name="waited">Whether the loop has just waited, which begins another turn.</param>
    public bool IsOver(bool waited)
    {
        var now = Environment.TickCount64;
        var over = !waited && now - _began >= LongestMilliseconds;
        if (waited || over)
            _began = now;
        return over;
    }
}
