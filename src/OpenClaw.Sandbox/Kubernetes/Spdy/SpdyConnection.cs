using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace OpenClaw.Sandbox.Kubernetes.Spdy;

/// <summary>
/// The server's side of SPDY/3.1 as Kubernetes speaks it over an upgraded connection or a WebSocket. Like moby/spdystream it sends no
/// WINDOW_UPDATE of its own; unlike it, it keeps to the windows of a client that has some.
/// </summary>
internal sealed class SpdyConnection(Stream transport) : IDisposable
{
    private const byte Fin = 1;
    private const uint IdMask = 0x7FFFFFFF;
    private const uint ProtocolError = 1;
    private const uint InitialWindowSize = 7;
    private const int LargestData = 32 * 1024;

    private readonly ConcurrentDictionary<uint, SpdyStream> _streams = new();
    private readonly SpdyHeaderReader _headerReader = new();
    private readonly SpdyFrameWriter _writer = new(transport);
    private readonly SpdySendWindow _window = new(isBinding: false, SpdySendWindow.DefaultSize);
    private bool _clientHasWindows;
    private int _initialWindow = SpdySendWindow.DefaultSize;
    private uint _lastId;

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
                if ((header[0] & 0x80) == 0) await DataAsync(BinaryPrimitives.ReadUInt32BigEndian(header), header[4], payload, cancellationToken);
                else if (!await ControlAsync(BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)), header[4], payload, opened, cancellationToken)) return;
            }
        }
        catch (Exception error)
        {
            failure = error is ArgumentOutOfRangeException ? new InvalidDataException("A SPDY frame is too short.", error) : error;
            throw failure;
        }
        finally
        {
            foreach (var stream in _streams.Values) stream.Abandon(failure);
        }
    }

    /// <summary>Sends data on a stream, as much at a time as the client's windows have room for.</summary>
    public async Task WriteDataAsync(SpdyStream stream, ReadOnlyMemory<byte> data, bool isLast, CancellationToken cancellationToken)
    {
        do
        {
            var count = await stream.Window.TakeAsync(Math.Min(data.Length, LargestData), cancellationToken);
            var granted = await _window.TakeAsync(count, cancellationToken);
            stream.Window.Return(count - granted);
            var part = data[..granted];
            data = data[granted..];
            await _writer.DataAsync(stream.Id, part, isLast && data.IsEmpty, cancellationToken);
        }
        while (!data.IsEmpty);
    }

    /// <summary>Says that this side goes; a client that is gone already is no fault.</summary>
    public async Task GoAwayAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _writer.ControlAsync(SpdyFrameType.GoAway, cancellationToken, _lastId, 0);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException or System.Net.WebSockets.WebSocketException)
        {
            // Nobody is there to be told.
        }
    }

    /// <summary>Lets go of a stream on which neither side sends any more.</summary>
    public void Forget(SpdyStream stream)
    {
        if (stream.IsOver) _streams.TryRemove(stream.Id, out _);
    }

    public void Dispose()
    {
        _headerReader.Dispose();
        _writer.Dispose();
    }

    private async ValueTask DataAsync(uint id, byte flags, byte[] payload, CancellationToken cancellationToken)
    {
        if (_streams.TryGetValue(id, out var stream)) await stream.ReceiveAsync(payload, (flags & Fin) != 0, cancellationToken);
    }

    private async Task<bool> ControlAsync(ushort type, byte flags, byte[] payload, Action<SpdyStream> opened, CancellationToken cancellationToken)
    {
        switch ((SpdyFrameType)type)
        {
            case SpdyFrameType.SynStream:
                await OpenAsync(flags, payload, opened, cancellationToken);
                return true;
            case SpdyFrameType.RstStream:
                if (_streams.TryRemove(Number(payload) & IdMask, out var reset)) reset.Abandon(null);
                return true;
            case SpdyFrameType.Settings:
                ReadSettings(payload);
                return true;
            case SpdyFrameType.WindowUpdate:
                UpdateWindow(Number(payload) & IdMask, Number(payload.AsSpan(4)) & IdMask);
                return true;
            case SpdyFrameType.Headers:
                _headerReader.Read(payload.AsSpan(4));
                return true;
            case SpdyFrameType.Ping when Number(payload) % 2 == 1:
                await _writer.ControlAsync(SpdyFrameType.Ping, cancellationToken, Number(payload));
                return true;
            case SpdyFrameType.GoAway:
                return false;
            default:
                return true;
        }
    }

    private async Task OpenAsync(byte flags, byte[] payload, Action<SpdyStream> opened, CancellationToken cancellationToken)
    {
        var id = Number(payload) & IdMask;
        var headers = _headerReader.Read(payload.AsSpan(10));
        if (id % 2 == 0 || id <= _lastId)
        {
            await _writer.ControlAsync(SpdyFrameType.RstStream, cancellationToken, id, ProtocolError);
            return;
        }

        _lastId = id;
        var stream = new SpdyStream(this, id, headers, new SpdySendWindow(_clientHasWindows, _initialWindow));
        _streams[id] = stream;
        if ((flags & Fin) != 0) await stream.ReceiveAsync(ReadOnlyMemory<byte>.Empty, isLast: true, cancellationToken);
        await _writer.ReplyAsync(id, cancellationToken);
        opened(stream);
    }

    private void ReadSettings(ReadOnlySpan<byte> payload)
    {
        var count = Number(payload);
        for (var entry = payload[4..]; count > 0; count--, entry = entry[8..])
        {
            if ((Number(entry) & 0xFFFFFF) != InitialWindowSize) continue;
            var size = (int)(Number(entry[4..]) & IdMask);
            _clientHasWindows = true;
            foreach (var stream in _streams.Values) stream.Window.Update(size - _initialWindow);
            _initialWindow = size;
        }
    }

    private void UpdateWindow(uint id, uint bytes)
    {
        if (id == 0)
        {
            _window.Update(bytes);
            return;
        }

        _clientHasWindows = true;
        if (_streams.TryGetValue(id, out var stream)) stream.Window.Update(bytes);
    }

    private static uint Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
