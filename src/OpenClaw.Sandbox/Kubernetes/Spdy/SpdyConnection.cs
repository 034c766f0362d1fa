using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace OpenClaw.Sandbox.Kubernetes.Spdy;

/// <summary>The server's side of SPDY/3.1 as Kubernetes speaks it over an upgraded connection or a WebSocket.</summary>
internal sealed class SpdyConnection(Stream transport) : IDisposable
{
    private const byte Fin = 1;
    private const int LargestFrame = 1 << 24;
    private const int LargestData = 32 * 1024;

    private readonly ConcurrentDictionary<uint, SpdyStream> _streams = new();
    private readonly SpdyHeaderReader _headerReader = new();
    private readonly SpdyHeaderWriter _headerWriter = new();
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Reads until the client goes; each stream it opens is accepted and handed over.</summary>
    public async Task RunAsync(Action<SpdyStream> opened, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            var header = new byte[8];
            while (await transport.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken) == header.Length)
            {
                var length = (header[5] << 16) | (header[6] << 8) | header[7];
                var payload = new byte[length];
                await transport.ReadExactlyAsync(payload, cancellationToken);
                if ((header[0] & 0x80) == 0) await DataAsync(BinaryPrimitives.ReadUInt32BigEndian(header), header[4], payload);
                else if (!await ControlAsync(BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)), header[4], payload, opened, cancellationToken)) return;
            }
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            foreach (var stream in _streams.Values) stream.Abandon(failure);
        }
    }

    /// <summary>Sends data on a stream.</summary>
    public async Task WriteDataAsync(uint id, ReadOnlyMemory<byte> data, bool isLast, CancellationToken cancellationToken)
    {
        do
        {
            var part = data[..Math.Min(data.Length, LargestData)];
            data = data[part.Length..];
            var frame = new byte[8 + part.Length];
            BinaryPrimitives.WriteUInt32BigEndian(frame, id);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), part.Length);
            if (isLast && data.IsEmpty) frame[4] = Fin;
            part.CopyTo(frame.AsMemory(8));
            await WriteAsync(frame, cancellationToken);
        }
        while (!data.IsEmpty);
    }

    public void Dispose()
    {
        _headerReader.Dispose();
        _writing.Dispose();
    }

    private async ValueTask DataAsync(uint id, byte flags, byte[] payload)
    {
        if (_streams.TryGetValue(id, out var stream)) await stream.ReceiveAsync(payload, (flags & Fin) != 0);
    }

    private async Task<bool> ControlAsync(ushort type, byte flags, byte[] payload, Action<SpdyStream> opened, CancellationToken cancellationToken)
    {
        switch ((SpdyFrameType)type)
        {
            case SpdyFrameType.SynStream:
                var id = BinaryPrimitives.ReadUInt32BigEndian(payload) & 0x7FFFFFFF;
                var stream = new SpdyStream(this, id, _headerReader.Read(payload.AsSpan(10)));
                _streams[id] = stream;
                if ((flags & Fin) != 0) await stream.ReceiveAsync(ReadOnlyMemory<byte>.Empty, isLast: true);
                await WriteControlAsync(SpdyFrameType.SynReply, () => [.. Number(id), .. _headerWriter.Write(new Dictionary<string, string>())], cancellationToken);
                opened(stream);
                return true;
            case SpdyFrameType.RstStream:
                if (_streams.TryRemove(BinaryPrimitives.ReadUInt32BigEndian(payload) & 0x7FFFFFFF, out var reset)) reset.Abandon(null);
                return true;
            case SpdyFrameType.Headers:
                _headerReader.Read(payload.AsSpan(4));
                return true;
            case SpdyFrameType.Ping:
                await WriteControlAsync(SpdyFrameType.Ping, () => payload, cancellationToken);
                return true;
            case SpdyFrameType.GoAway:
                return false;
            default:
                return true;
        }
    }

    // Header blocks share one compression state, so they must be made in the order they are sent.
    private async Task WriteControlAsync(SpdyFrameType type, Func<byte[]> payload, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var body = payload();
            if (body.Length >= LargestFrame) throw new InvalidOperationException("A SPDY frame is too large.");
            var frame = new byte[8 + body.Length];
            BinaryPrimitives.WriteUInt32BigEndian(frame, 0x80030000u | (uint)type);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), body.Length);
            body.CopyTo(frame, 8);
            await transport.WriteAsync(frame, cancellationToken);
            await transport.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WriteAsync(byte[] frame, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await transport.WriteAsync(frame, cancellationToken);
            await transport.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static byte[] Number(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
