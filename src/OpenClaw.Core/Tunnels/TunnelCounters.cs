namespace OpenClaw.Tunnels;

/// <summary>What went through a tunnel.</summary>
internal sealed class TunnelCounters
{
    private long _sent;
    private long _received;
    private long _total;
    private int _active;

    /// <summary>Bytes sent to the pod.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes received from the pod.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Connections taken so far.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Connections open now.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Counts bytes sent to the pod.</summary>
    public void AddSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    /// <summary>Counts bytes received from the pod.</summary>
    public void AddReceived(int bytes) => Interlocked.Add(ref _received, bytes);

    /// <summary>Counts a new connection.</summary>
    public void Opened()
    {
        Interlocked.Increment(ref _total);
        Interlocked.Increment(ref _active);
    }

    /// <summary>Counts a connection's end.</summary>
    public void Closed() => Interlocked.Decrement(ref _active);
}
