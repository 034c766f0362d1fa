namespace OpenClaw;

/// <summary>A tunnel's change of state.</summary>
/// <param name="previousState">What it was doing before.</param>
/// <param name="state">What it does now.</param>
/// <param name="reason">Why, or null.</param>
/// <param name="time">When.</param>
/// <param name="lasted">How long the state before lasted.</param>
public sealed class TunnelStateChangedEventArgs(
    TunnelState previousState, TunnelState state, string? reason, DateTimeOffset time, TimeSpan lasted) : EventArgs
{
    /// <summary>What it was doing before.</summary>
    public TunnelState PreviousState { get; } = previousState;

    /// <summary>What it does now.</summary>
    public TunnelState State { get; } = state;

    /// <summary>Why, or null.</summary>
    public string? Reason { get; } = reason;

    /// <summary>When it changed.</summary>
    public DateTimeOffset Time { get; } = time;

    /// <summary>How long the state before lasted.</summary>
    public TimeSpan Lasted { get; } = lasted;
}
