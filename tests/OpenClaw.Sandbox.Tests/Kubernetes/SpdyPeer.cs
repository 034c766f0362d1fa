using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using OpenClaw.Sandbox.Kubernetes.Spdy;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

/// <summary>A client that sends and reads single SPDY frames, and the server's side it talks to.</summary>
internal sealed class SpdyPeer : IAsyncDisposable
{
    private const byte Fin = 1;

    private readonly SpdyHeaderWriter _headers = new();
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly NetworkStream _stream;

    private SpdyPeer(Socket client, Socket server, Action<SpdyStream> opened)
    {
        (_client, _server) = (client, server);
        _stream = new NetworkStream(client);
        Connection = new SpdyConnection(new NetworkStream(server));
        Running = Connection.RunAsync(opened, TestContext.Current.CancellationToken);
    }

    public SpdyConnection Connection { get; }

    /// <summary>The server's reading.</summary>
    public Task Running { get; }

    public static async Task<SpdyPeer> ConnectAsync(Action<SpdyStream> opened)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndpoint, TestContext.Current.CancellationToken);
        return new SpdyPeer(client, await listener.AcceptSocketAsync(TestContext.Current.CancellationToken), opened);
    }

    public Task OpenAsync(uint id) => ControlAsync(SpdyFrameType.SynStream, [.. Numbers(id, 0), 0, 0, .. _headers.Write(new Dictionary<string, string>())]);

    public Task DataAsync(uint id, byte[] data, bool isLast = false) =>
        SendAsync(id, isLast ? Fin : (byte)0, data);

    public Task ControlAsync(SpdyFrameType type, params uint[] numbers) => ControlAsync(type, Numbers(numbers));

    /// <summary>The next frame: its type (null for data), its first number (a stream's, for most), and what it carries; null at the end.</summary>
    public async Task<(SpdyFrameType? Type, uint Number, byte[] Payload)?> ReadAsync(TimeSpan? limit = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(limit ?? TimeSpan.FromSeconds(10));
        var header = new byte[8];
        if (await _stream.ReadAtLeastAsync(header, 8, throwOnEndOfStream: false, stop.Token) < 8) return null;
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)) & 0xFFFFFF];
        await _stream.ReadExactlyAsync(payload, stop.Token);
        var start = BinaryPrimitives.ReadUInt32BigEndian(header);
        return (start & 0x80000000) == 0
            ? (null, start, payload)
            : ((SpdyFrameType)(start & 0xFFFF), BinaryPrimitives.ReadUInt32BigEndian(payload), payload);
    }

    /// <summary>Reads data until the server falls silent, or so much came.</summary>
    public async Task<int> ReadDataAsync(int atMost = int.MaxValue)
    {
        var count = 0;
        try
        {
            while (count < atMost && await ReadAsync(TimeSpan.FromMilliseconds(500)) is { } frame)
                if (frame.Type is null) count += frame.Payload.Length;
        }
        catch (OperationCanceledException)
        {
            // Silence.
        }

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Running.ContinueWith(static _ => { }, TaskScheduler.Default);
        _server.Dispose();
        Connection.Dispose();
        await _stream.DisposeAsync();
    }

    private Task ControlAsync(SpdyFrameType type, byte[] payload) => SendAsync(0x80030000 | (uint)type, 0, payload);

    private async Task SendAsync(uint start, byte flags, byte[] payload)
    {
        byte[] frame = [.. Numbers(start, (uint)payload.Length), .. payload];
        frame[4] = flags;
        await _stream.WriteAsync(frame, TestContext.Current.CancellationToken);
    }

    private static byte[] Numbers(params uint[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }
}
