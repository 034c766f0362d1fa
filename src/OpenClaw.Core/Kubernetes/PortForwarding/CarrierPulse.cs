namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>Whether a carrier is alive: when something last came over it, and since when an answer is owed.</summary>
/// <param name="options">Times.</param>
/// <param name="time">The clock.</param>
internal sealed class CarrierPulse(PortForwardOptions options, TimeProvider time)
{
    private TaskCompletionSource? _probe;
    private long _askedAt;
    private long _heardAt = time.GetTimestamp();
    private DateTimeOffset _heardWhen = time.GetUtcNow();

    /// <summary>How long nothing came.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _heardAt));

    /// <summary>Whether it was silent for so long that it may be dead: longer than it is left without a ping while the machine is awake.</summary>
    public bool IsDoubtful => time.GetUtcNow() - _heardWhen > 2 * options.PingInterval;

    /// <summary>Whether it has to be asked for a sign of life.</summary>
    public bool IsToBeAsked => Volatile.Read(ref _askedAt) == 0 && (Silence >= options.PingInterval || IsDoubtful);

    /// <summary>Whether it was asked and gave no answer in time.</summary>
    public bool IsOverdue => Volatile.Read(ref _askedAt) is not 0 and var asked && time.GetElapsedTime(asked) > options.PingTimeout;

    /// <summary>It was asked for a sign of life.</summary>
    public void Asked() => Interlocked.CompareExchange(ref _askedAt, time.GetTimestamp(), 0);

    /// <summary>Something came.</summary>
    public void Heard()
    {
        Volatile.Write(ref _heardAt, time.GetTimestamp());
        Volatile.Write(ref _askedAt, 0);
        _heardWhen = time.GetUtcNow();
        if (Volatile.Read(ref _probe) is not null)
            StopWaiting();
    }

    /// <summary>Nobody needs to wait for a sign of life any longer.</summary>
    public void StopWaiting() => Interlocked.Exchange(ref _probe, null)?.TrySetResult();

    /// <summary>Asks for a sign of life and waits for it.</summary>
    /// <param name="ask">Asks.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether waiting came to an end.</returns>
    public async Task<bool> ProbeAsync(Action ask, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signal = Interlocked.CompareExchange(ref _probe, signal, null) ?? signal;
        ask();
        await signal.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return signal.Task.IsCompleted;
    }
}
