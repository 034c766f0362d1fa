using System.Buffers.Binary;
using System.Globalization;
using OpenClaw.Sandbox.Kubernetes.Spdy;

namespace OpenClaw.Contract.Clusters;

/// <summary>A client of port-forward over SPDY/3.1, as simple as can be.</summary>
public sealed class SpdyClient(Stream transport) : IAsyncDisposable
{
    private const byte Fin = 1;

    private readonly SpdyHeaderWriter _headers = new();
    private readonly Dictionary<uint, MemoryStream> _received = [];
    private readonly HashSet<uint> _ended = [];
    private uint _next = 1;

    /// <summary>The numbers of pings that were answered.</summary>
    public IList<uint> Pings { get; } = [];

    /// <summary>Whether the server hung up or said that it goes.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What came on a stream so far.</summary>
    public byte[] Bytes(uint stream) => _received.TryGetValue(stream, out var bytes) ? bytes.ToArray() : [];

    /// <summary>Whether the server closed its half of a stream, or reset it.</summary>
    public bool IsEnded(uint stream) => _ended.Contains(stream);

    /// <summary>Opens the two streams of one forwarded connection.</summary>
    public async Task<(uint Data, uint Error)> OpenForwardAsync(int port)
    {
        var request = _next.ToString(CultureInfo.InvariantCulture);
        var error = await OpenAsync(("streamType", "error"), ("port", port.ToString(CultureInfo.InvariantCulture)), ("requestID", request));
        await SendAsync(error, [], isLast: true);
        return (await OpenAsync(("streamType", "data"), ("port", port.ToString(CultureInfo.InvariantCulture)), ("requestID", request)), error);
    }

    /// <summary>Sends data on a stream.</summary>
    public async Task SendAsync(uint stream, byte[] data, bool isLast = false)
    {
        foreach (var part in data.Length == 0 ? [data] : data.Chunk(32 * 1024))
            await WriteAsync(stream, isLast ? Fin : (byte)0, part);
    }

    /// <summary>Asks for an answer.</summary>
    public Task PingAsync(uint number) => WriteAsync(0x80030000 | (uint)SpdyFrameType.Ping, 0, Numbers(number));

    /// <summary>Receives until something is so, or the server hangs up.</summary>
    public async Task ReceiveUntilAsync(Func<bool> enough)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var header = new byte[8];
        while (!enough() && !IsClosed)
        {
            if (await transport.ReadAtLeastAsync(header, 8, throwOnEndOfStream: false, limit.Token) < 8)
            {
                IsClosed = true;
                return;
            }

            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)) & 0xFFFFFF];
            await transport.ReadExactlyAsync(payload, limit.Token);
            var start = BinaryPrimitives.ReadUInt32BigEndian(header);
            if ((start & 0x80000000) == 0)
                Take(start, payload, (header[4] & Fin) != 0);
            else
                Take((SpdyFrameType)(start & 0xFFFF), payload, (header[4] & Fin) != 0);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private void Take(uint stream, byte[] data, bool isLast)
    {
        if (!_received.TryGetValue(stream, out var bytes))
            _received[stream] = bytes = new MemoryStream();
        bytes.Write(data);
        if (isLast)
            _ended.Add(stream);
    }

    private void Take(SpdyFrameType type, byte[] payload, bool isLast)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(payload);
        if (type == SpdyFrameType.Ping)
            Pings.Add(number);
        else if (type == SpdyFrameType.RstStream || (type == SpdyFrameType.SynReply && isLast))
            _ended.Add(number);
        else if (type == SpdyFrameType.GoAway)
            IsClosed = true;
    }

    private async Task<uint> OpenAsync(params (string Name, string Value)[] headers)
    {
        var id = _next;
        _next += 2;
        var block = _headers.Write(headers.ToDictionary(static header => header.Name, static header => header.Value));
        await WriteAsync(0x80030000 | (uint)SpdyFrameType.SynStream, 0, [.. Numbers(id, 0), 0, 0, .. block]);
        return id;
    }

    private async Task WriteAsync(uint start, byte flags, byte[] payload)
    {
        byte[] frame = [.. Numbers(start, (uint)payload.Length), .. payload];
        frame[4] = flags;
        await transport.WriteAsync(frame, TestContext.Current.CancellationToken);
        await transport.FlushAsync(TestContext.Current.CancellationToken);
    }

    private static byte[] Numbers(params uint[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }
}
