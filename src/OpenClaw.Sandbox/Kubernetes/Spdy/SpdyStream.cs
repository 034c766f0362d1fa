using System.IO.Pipelines;

namespace OpenClaw.Sandbox.Kubernetes.Spdy;

/// <summary>One stream of a SPDY connection, opened by the client.</summary>
#pragma warning disable CA1001 // A token source without a timer or a wait handle holds nothing, and its token outlives the stream.
internal sealed class SpdyStream(SpdyConnection connection, uint id, IReadOnlyDictionary<string, string> headers, SpdySendWindow window)
#pragma warning restore CA1001
{
    // Like a real server this one grants no windows: when a stream is not read for so long, the whole connection waits.
    private const int LargestUnread = 1024 * 1024;

    private readonly Pipe _input = new(new PipeOptions(pauseWriterThreshold: LargestUnread, resumeWriterThreshold: LargestUnread / 2));
    private readonly CancellationTokenSource _gone = new();
    private bool _isInputEnded;
    private int _isOutputEnded;

    public uint Id { get; } = id;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    /// <summary>How much may be sent on it.</summary>
    public SpdySendWindow Window { get; } = window;

    /// <summary>What the client sends; ends when it closes its half or resets the stream. To be completed by whoever wants no more of it.</summary>
    public PipeReader Input => _input.Reader;

    /// <summary>Is canceled when the client resets the stream or the connection ends.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Neither side sends any more.</summary>
    public bool IsOver => _isInputEnded && Volatile.Read(ref _isOutputEnded) != 0;

    /// <summary>Sends data to the client.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        connection.WriteDataAsync(this, data, isLast: false, cancellationToken);

    /// <summary>Closes our half.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isOutputEnded, 1) != 0) return;
        await connection.WriteDataAsync(this, ReadOnlyMemory<byte>.Empty, isLast: true, cancellationToken);
        connection.Forget(this);
    }

    /// <summary>Takes what the client sent; for the connection's reader only.</summary>
    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> data, bool isLast, CancellationToken cancellationToken)
    {
        if (_isInputEnded) return;
        if (data.Length > 0) await _input.Writer.WriteAsync(data, cancellationToken);
        if (!isLast) return;
        _isInputEnded = true;
        await _input.Writer.CompleteAsync();
        connection.Forget(this);
    }

    /// <summary>The client, or the connection, gave the stream up; for the connection's reader only.</summary>
    public void Abandon(Exception? error)
    {
        Volatile.Write(ref _isOutputEnded, 1);
        _gone.Cancel();
        if (_isInputEnded) return;
        _isInputEnded = true;
        _input.Writer.Complete(error);
    }
}
