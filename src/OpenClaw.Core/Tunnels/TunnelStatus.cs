namespace OpenClaw.Tunnels;

/// <summary>What a tunnel is doing and why, made of what its parts know; tells of changes in the order they happened.</summary>
/// <param name="changed">Told of each change of state, one at a time.</param>
internal sealed class TunnelStatus(Action<TunnelStateChangedEventArgs> changed)
{
    private readonly object _lock = new();
    private readonly Queue<TunnelStateChangedEventArgs> _untold = new();
    private string? _cluster;
    private string? _pods;
    private string? _way;
    private string? _end;
    private bool _answered;
    private bool _stopped;
    private bool _telling;

    /// <summary>The state.</summary>
    public TunnelState State { get; private set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset Since { get; private set; } = DateTimeOffset.Now;

    /// <summary>Why it is not connected, or null.</summary>
    public string? Reason { get; private set; }

    /// <summary>What went wrong last, or null.</summary>
    public string? LastError { get; private set; }

    /// <summary>True once OpenClaw has answered.</summary>
    public bool Answered
    {
        get
        {
            lock (_lock)
                return _answered;
        }
    }

    /// <summary>OpenClaw has answered: what went wrong on the way there no longer matters.</summary>
    public void SetAnswered() => Update(() => (_answered, LastError) = (true, null));

    /// <summary>Whether the cluster tells of its pods.</summary>
    /// <param name="reason">Why not, or null.</param>
    public void SetCluster(string? reason) => Update(() => (_cluster, LastError) = (reason, reason ?? LastError));

    /// <summary>Whether a pod is ready.</summary>
    /// <param name="reason">Why none is, or null.</param>
    public void SetPods(string? reason) => Update(() => _pods = reason);

    /// <summary>Whether the way to the ready pod is open.</summary>
    /// <param name="reason">Why not, or null.</param>
    public void SetWay(string? reason) => Update(() => (_way, LastError) = (reason, reason ?? LastError));

    /// <summary>Notes what went wrong with one connection.</summary>
    /// <param name="error">A sentence.</param>
    public void Note(string error) => Update(() => LastError = error);

    /// <summary>It is over.</summary>
    /// <param name="reason">Why, or null when it was stopped.</param>
    public void SetStopped(string? reason) => Update(() => (_stopped, _end, LastError) = (true, reason, reason ?? LastError));

    private void Update(Action change)
    {
        lock (_lock)
        {
            change();
            var trouble = _cluster ?? _pods ?? _way;
            (var state, Reason) = (_stopped, _answered) switch
            {
                (true, _) => (TunnelState.Stopped, _end),
                (_, false) => (TunnelState.Connecting, trouble),
                _ => (trouble is null ? TunnelState.Connected : TunnelState.Reconnecting, trouble),
            };
            if (state == State)
                return;
            var now = DateTimeOffset.Now;
            _untold.Enqueue(new(State, state, Reason, now, now - Since));
            (State, Since) = (state, now);
            if (_telling)
                return;
            _telling = true;
        }

        while (Next() is { } next)
            changed(next);
    }

    private TunnelStateChangedEventArgs? Next()
    {
        lock (_lock)
        {
            _telling = _untold.TryDequeue(out var next);
            return next;
        }
    }
}
