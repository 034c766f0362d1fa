using System.Buffers;
using System.Threading.Tasks.Sources;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>
/// What came for one connection and was not read yet, in pooled pieces. A reader that waits gets the bytes put into its own buffer and
/// goes on at once on the writer's thread; one reader at a time.
/// </summary>
internal sealed class ReceiveQueue : IValueTaskSource<int>
{
    private const int SmallestPiece = 4 * 1024;
    private const int LargestPiece = 64 * 1024;

    private readonly object _lock = new();
    private readonly Queue<Piece> _pieces = new();
    private ManualResetValueTaskSourceCore<int> _wait;
    private CancellationTokenRegistration _registration;
    private Memory<byte> _into;
    private bool _waiting;
    private Piece? _last;
    private int _count;
    private bool _ended;
    private bool _closed;
    private Exception? _error;
    private TaskCompletionSource? _drained;
    private int _drainedAt;

    /// <summary>Bytes that wait to be read.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>Adds bytes; what comes after the end, or for a reader that is gone, is dropped.</summary>
    /// <param name="data">The bytes.</param>
    public void Write(ReadOnlySpan<byte> data)
    {
        var direct = 0;
        lock (_lock)
        {
            if (_closed || _ended || data.IsEmpty)
                return;
            if (_waiting)
            {
                direct = Math.Min(data.Length, _into.Length);
                data[..direct].CopyTo(_into.Span);
                data = data[direct..];
                (_waiting, _into) = (false, default);
            }

            Keep(data);
        }

        if (direct == 0)
            return;
        _wait.RunContinuationsAsynchronously = false;
        _wait.SetResult(direct);
    }

    /// <summary>Nothing more comes: the reader gets what there is, then the end, or the error.</summary>
    /// <param name="error">The error, or null for a good end.</param>
    public void Complete(Exception? error)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            (_ended, _error) = (true, error);
            _drained?.TrySetResult();
            if (!_waiting)
                return;
            (_waiting, _into) = (false, default);
        }

        // The reader's end may do anything; the writer has others to serve.
        _wait.RunContinuationsAsynchronously = true;
        if (error is null)
            _wait.SetResult(0);
        else
            _wait.SetException(error);
    }

    /// <summary>Reads what there is, or waits for some; 0 is the end.</summary>
    /// <param name="buffer">Where to put it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (cancellationToken.IsCancellationRequested)
                return ValueTask.FromCanceled<int>(cancellationToken);
            if (_count > 0)
                return new(Take(buffer.Span));
            if (_error is not null)
                return ValueTask.FromException<int>(_error);
            if (_ended || _closed || buffer.IsEmpty)
                return new(0);
            _wait.Reset();
            (_waiting, _into) = (true, buffer);
            var version = _wait.Version;
            _registration = cancellationToken.UnsafeRegister(static (queue, token) => ((ReceiveQueue)queue!).Cancel(token), this);
            return new(this, version);
        }
    }

    /// <summary>Ends when no more than so many bytes wait, or nobody will read them.</summary>
    /// <param name="count">How many.</param>
    public Task DrainedAsync(int count)
    {
        lock (_lock)
        {
            if (_count <= count || _closed || _ended)
                return Task.CompletedTask;
            _drainedAt = count;
            return (_drained = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The reader is gone: what waits is dropped.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            while (_pieces.TryDequeue(out var piece))
                ArrayPool<byte>.Shared.Return(piece.Bytes);
            (_last, _count) = (null, 0);
            _drained?.TrySetResult();
        }

        Complete(null);
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        _registration.Dispose();
        return _wait.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken token)
    {
        lock (_lock)
        {
            if (!_waiting)
                return;
            (_waiting, _into) = (false, default);
        }

        _wait.RunContinuationsAsynchronously = true;
        _wait.SetException(new OperationCanceledException(token));
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        _count += data.Length;
        while (!data.IsEmpty)
        {
            if (_last is null || _last.End == _last.Bytes.Length)
            {
                _last = new(ArrayPool<byte>.Shared.Rent(Math.Clamp(data.Length, SmallestPiece, LargestPiece)));
                _pieces.Enqueue(_last);
            }

            var length = Math.Min(data.Length, _last.Bytes.Length - _last.End);
            data[..length].CopyTo(_last.Bytes.AsSpan(_last.End));
            _last.End += length;
            data = data[length..];
        }
    }

    private int Take(Span<byte> buffer)
    {
        var taken = 0;
        while (taken < buffer.Length && _pieces.TryPeek(out var piece))
        {
            var length = Math.Min(buffer.Length - taken, piece.End - piece.Start);
            piece.Bytes.AsSpan(piece.Start, length).CopyTo(buffer[taken..]);
            taken += length;
            piece.Start += length;
            if (piece.Start < piece.End)
                break;
            _pieces.Dequeue();
            if (piece == _last)
                _last = null;
            ArrayPool<byte>.Shared.Return(piece.Bytes);
        }

        _count -= taken;
        if (_count <= _drainedAt)
            _drained?.TrySetResult();
        return taken;
    }

    private sealed class Piece(byte[] bytes)
    {
        public byte[] Bytes => bytes;

        public int Start { get; set; }

        public int End { get; set; }
    }
}
