using OpenClaw.Bench.Contenders;

namespace OpenClaw.Bench.Measures;

/// <summary>Watches a process's resident memory and keeps the highest it was.</summary>
internal sealed class MemoryPeak : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Forwarder _forwarder;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;
    private long _highest;

    /// <summary>Begins to watch.</summary>
    /// <param name="forwarder">The process.</param>
    public MemoryPeak(Forwarder forwarder)
    {
        _forwarder = forwarder;
        _watching = WatchAsync();
    }

    /// <summary>Ends the watch; returns the highest, bytes.</summary>
    public async Task<long> EndAsync()
    {
        await _end.CancelAsync();
        await _watching;
        return _highest;
    }

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            _highest = Math.Max(_highest, _forwarder.Memory);
            await Task.Delay(Interval, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
