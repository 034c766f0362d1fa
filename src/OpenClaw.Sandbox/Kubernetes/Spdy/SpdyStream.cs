using System.IO.Pipelines;

namespace OpenClaw.Sandbox.Kubernetes.Spdy;

/// <summary>One stream of a SPDY connection, opened by the client.</summary>
internal sealed class SpdyStream(SpdyConnection connection, uint id, IReadOnlyDictionary<string, string> headers)
{
    // Kubernetes' SPDY has no flow control: what the client sends is kept until it is read.
    private readonly Pipe _input = new(new PipeOptions(pauseWriterThreshold: 0));
    private int _isEnded;

    public uint Id { get; } = id;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    /// <summary>What the client sends; ends when it closes its half or resets the stream.</summary>
    public PipeReader Input => _input.Reader;

    /// <summary>Sends data to the client.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        connection.WriteDataAsync(Id, data, isLast: false, cancellationToken);

    /// <summary>Closes our half.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => Interlocked.Exchange(ref _isEnded, 1) == 0
        ? connection.WriteDataAsync(Id, ReadOnlyMemory<byte>.Empty, isLast: true, cancellationToken)
        : Task.CompletedTask;

    /// <summary>Takes what the client sent.</summary>
    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> data, bool isLast)
    {
        if (data.Length > 0) await _input.Writer.WriteAsync(data);
        if (isLast) await _input.Writer.CompleteAsync();
    }

    /// <summary>The client, or the connection, gave the stream up.</summary>
    public void Abandon(Exception? error) => _input.Writer.Complete(error);
}
