using System.Text;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>A forwarded connection: the data stream and the error stream it has on a carrier.</summary>
internal sealed class SpdyConnection : IPortForwardConnection
{
    private const int MaxErrorLength = 4 * 1024;

    private readonly object _lock = new();
    private readonly SpdyCarrier _carrier;
    private readonly PortForwardErrors _errors;
    private readonly ReceiveQueue _received = new();
    private readonly MemoryStream _words = new();
    private int _unanswered;
    private int _consumed;
    private bool _dataEnded;
    private bool _errorEnded;
    private int _sentEnd;
    private int _disposed;
    private int _yielded;
    private volatile OpenClawException? _failure;

    /// <summary>Makes the connection; its streams are not opened yet.</summary>
    /// <param name="carrier">The carrier.</param>
    /// <param name="errors">Words for what goes wrong.</param>
    /// <param name="errorId">The error stream; the data stream is the next odd number.</param>
    /// <param name="window">How much may be sent.</param>
    public SpdyConnection(SpdyCarrier carrier, PortForwardErrors errors, uint errorId, SpdySendWindow window) =>
        (_carrier, _errors, ErrorId, Window) = (carrier, errors, errorId, window);

    /// <summary>The error stream.</summary>
    public uint ErrorId { get; }

    /// <summary>The data stream.</summary>
    public uint DataId => ErrorId + 2;

    /// <summary>How much may be sent.</summary>
    public SpdySendWindow Window { get; }

    /// <summary>What came and was not read.</summary>
    public ReceiveQueue Received => _received;

    /// <summary>When the server ended the data but not yet the errors: it says what went wrong afterwards.</summary>
    public long? EndingSince { get; private set; }

    private string Words => Encoding.UTF8.GetString(_words.GetBuffer(), 0, (int)_words.Length).Trim();

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await _received.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count > 0)
            MakeRoom(count);
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            if (_failure is { } failure)
                throw failure;
            var count = await _carrier.SendDataAsync(this, data, cancellationToken).ConfigureAwait(false);
            data = data[count..];
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _sentEnd, 1) == 0)
            await _carrier.SendEndAsync(this, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Yield()
    {
        if (Interlocked.Exchange(ref _yielded, 1) == 0)
            _carrier.Released?.Invoke(_carrier);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return ValueTask.CompletedTask;
        _received.Close();
        bool ended;
        lock (_lock)
            ended = _dataEnded && _errorEnded;
        Yield();
        _carrier.Release(this, reset: !ended, end: ended && Interlocked.Exchange(ref _sentEnd, 1) == 0);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes what came on one of the streams.</summary>
    /// <param name="id">Which.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="fin">Whether the stream ends.</param>
    public void Receive(uint id, ReadOnlySpan<byte> data, bool fin)
    {
        if (id == ErrorId)
        {
            var room = MaxErrorLength - (int)_words.Length;
            _words.Write(data[..Math.Min(data.Length, room)]);
        }
        else if (!data.IsEmpty)
        {
            _carrier.Windows.Observe(Interlocked.Add(ref _unanswered, data.Length), _carrier.ReceiveWindow);
            _received.Write(data);
        }

        if (fin)
            End(id);
    }

    /// <summary>The server gave a stream up.</summary>
    /// <param name="id">Which.</param>
    public void Reset(uint id)
    {
        bool finished;
        lock (_lock)
            finished = id == ErrorId ? _errorEnded : _dataEnded;
        if (id == DataId && !finished && _words.Length == 0)
            Fail(_errors.Reset());
        End(id);
    }

    /// <summary>The connection cannot go on.</summary>
    /// <param name="error">Why.</param>
    public void Fail(OpenClawException error)
    {
        _failure ??= error;
        Window.Update(int.MaxValue);
        _received.Complete(_failure);
    }

    /// <summary>The server has had its time to say what went wrong.</summary>
    public void StopWaitingForWords()
    {
        if (_words.Length > 0)
            Fail(_errors.Refused(Words));
        else
            _received.Complete(null);
    }

    private void End(uint id)
    {
        bool over;
        lock (_lock)
        {
            if (id == ErrorId)
                _errorEnded = true;
            else
                _dataEnded = true;
            over = _dataEnded && _errorEnded;
            EndingSince = _dataEnded && !_errorEnded ? _carrier.Now : null;
        }

        if (_words.Length > 0 && _errorEnded)
            Fail(_errors.Refused(Words));
        else if (over)
            _received.Complete(null);
    }

    private void MakeRoom(int count)
    {
        if (!_carrier.Windows.Heeded)
        {
            Interlocked.Add(ref _consumed, count);
            return;
        }

        if (Interlocked.Add(ref _consumed, count) < _carrier.ReceiveWindow / 2)
            return;
        var room = Interlocked.Exchange(ref _consumed, 0);
        Interlocked.Add(ref _unanswered, -room);
        _carrier.MakeRoom(this, room);
    }
}
