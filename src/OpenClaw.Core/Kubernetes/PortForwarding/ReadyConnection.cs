using System.Buffers;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>A v4 connection opened ahead. It is read from at once: one that the pod has ended, or has spoken on, is of no use.</summary>
internal sealed class ReadyConnection : IPortForwardConnection
{
    private const int FirstRead = 16 * 1024;

    private readonly IPortForwardConnection _connection;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstRead);
    private readonly CancellationTokenSource _end = new();
    private readonly Task<int> _first;
    private ReadOnlyMemory<byte> _rest;
    private bool _started;
    private int _disposed;

    /// <summary>Takes over an opened connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="pod">The pod it leads to.</param>
    /// <param name="openedAt">When it was opened.</param>
    public ReadyConnection(IPortForwardConnection connection, string pod, long openedAt)
    {
        (_connection, Pod, OpenedAt) = (connection, pod, openedAt);
        _first = connection.ReadAsync(_buffer, _end.Token).AsTask();
    }

    /// <summary>The pod it leads to.</summary>
    public string Pod { get; }

    /// <summary>When it was opened.</summary>
    public long OpenedAt { get; }

    /// <summary>Whether it can still be handed out.</summary>
    public bool IsFresh => !_first.IsCompleted;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!_started)
        {
            _rest = _buffer.AsMemory(0, await _first.WaitAsync(cancellationToken).ConfigureAwait(false));
            _started = true;
            if (_rest.IsEmpty)
                return 0;
        }

        if (_rest.IsEmpty)
            return await _connection.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => _connection.WriteAsync(data, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => _connection.CompleteWritesAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        await ((Task)_first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
