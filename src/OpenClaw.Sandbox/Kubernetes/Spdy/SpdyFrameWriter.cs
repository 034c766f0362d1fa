using System.Buffers.Binary;

namespace OpenClaw.Sandbox.Kubernetes.Spdy;

/// <summary>Writes whole frames, one at a time.</summary>
internal sealed class SpdyFrameWriter(Stream transport) : IDisposable
{
    private const byte Fin = 1;
    private const uint Control = 0x80030000;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SpdyHeaderWriter _headers = new();

    /// <summary>A data frame.</summary>
    public Task DataAsync(uint stream, ReadOnlyMemory<byte> data, bool isLast, CancellationToken cancellationToken) =>
        WriteAsync(stream, isLast ? Fin : (byte)0, () => data, cancellationToken);

    /// <summary>A control frame whose payload is numbers.</summary>
    public Task ControlAsync(SpdyFrameType type, CancellationToken cancellationToken, params uint[] numbers) =>
        WriteAsync(Control | (uint)type, 0, () => Numbers(numbers), cancellationToken);

    /// <summary>Accepts a stream.</summary>
    public Task ReplyAsync(uint stream, CancellationToken cancellationToken) =>
        // Header blocks share one compression state, so they must be made in the order they are sent.
        WriteAsync(
            Control | (uint)SpdyFrameType.SynReply, 0, () => (byte[])[.. Numbers(stream), .. _headers.Write(new Dictionary<string, string>())], cancellationToken);

    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync(uint start, byte flags, Func<ReadOnlyMemory<byte>> payload, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var body = payload();
            var frame = new byte[8 + body.Length];
            BinaryPrimitives.WriteUInt32BigEndian(frame, start);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), body.Length);
            frame[4] = flags;
            body.CopyTo(frame.AsMemory(8));
            // Half a frame would break the connection for every other stream.
            await transport.WriteAsync(frame, CancellationToken.None);
            await transport.FlushAsync(CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static byte[] Numbers(params uint[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }
}
