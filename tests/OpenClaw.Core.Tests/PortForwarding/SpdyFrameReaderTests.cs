using OpenClaw.Kubernetes.PortForwarding;

namespace OpenClaw.Tests.PortForwarding;

public sealed class SpdyFrameReaderTests
{
    [Fact]
    public void It_reads_the_same_in_pieces_of_any_size()
    {
        byte[] input =
        [
            .. Frame(0x80030002, 0, [0, 0, 0, 1, 9, 9, 9]), // SYN_REPLY with a header block
            .. Frame(3, 0, [1, 2, 3, 4, 5]), // data
            .. Frame(0x80030004, 0, [0, 0, 0, 2, 1, 0, 0, 4, 0, 0, 0, 100, 0, 0, 0, 7, 0, 1, 0, 0]), // SETTINGS: 100 streams, windows of 65536
            .. Frame(0x80030009, 0, [0, 0, 0, 3, 0, 0, 2, 0]), // WINDOW_UPDATE
            .. Frame(0x80030006, 0, [0, 0, 0, 2]), // PING
            .. Frame(0x8003000B, 0, [1, 2]), // of no known type
            .. Frame(0x80030001, 0, [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 5, 5]), // SYN_STREAM
            .. Frame(0x80030003, 0, [0, 0, 0, 1, 0, 0, 0, 5]), // RST_STREAM
            .. Frame(0x80030008, 1, [0, 0, 0, 5, 7]), // HEADERS, the last of its stream
            .. Frame(3, 1, []), // the end
            .. Frame(0x80030007, 0, [0, 0, 0, 3, 0, 0, 0, 0]), // GOAWAY
        ];
        SpdyEvent[] expected =
        [
            new(SpdyEventKind.Data, 3, Length: 5), new(SpdyEventKind.InitialWindow, Value: 65536), new(SpdyEventKind.WindowUpdate, 3, 512),
            new(SpdyEventKind.Ping, 2), new(SpdyEventKind.Opened, 4), new(SpdyEventKind.Reset, 1), new(SpdyEventKind.Data, 5, Fin: true),
            new(SpdyEventKind.Data, 3, Fin: true), new(SpdyEventKind.GoAway, 3),
        ];
        for (var size = 1; size <= input.Length; size++)
            Assert.Equal(expected, Merged(input, size));
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 2, 0, 6, 0, 0, 0, 4 })] // SPDY/2
    [InlineData(new byte[] { 0x80, 3, 0, 6, 0, 0, 0, 5 })] // a ping of five bytes
    [InlineData(new byte[] { 0x80, 3, 0, 2, 0, 1, 0, 1 })] // a reply of 64 KB
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 1 })] // data of no stream
    public void What_is_no_frame_is_malformed_for_ever(byte[] input)
    {
        var reader = new SpdyFrameReader();
        Assert.Equal(SpdyEventKind.Malformed, reader.Next(input, out _).Kind);
        Assert.Equal(SpdyEventKind.Malformed, reader.Next(Frame(0x80030006, 0, [0, 0, 0, 2]), out _).Kind);
    }

    [Fact]
    public void A_million_inputs_end_where_they_end()
    {
        var random = new Random(20260101);
        var seeds = new[]
        {
            Frame(0x80030002, 0, [0, 0, 0, 1, 9, 9, 9]), Frame(3, 1, [1, 2, 3]), Frame(0x80030006, 0, [0, 0, 0, 1]),
            Frame(0x80030004, 0, [0, 0, 0, 1, 0, 0, 0, 7, 0, 1, 0, 0]), Frame(0x80030007, 0, [0, 0, 0, 3, 0, 0, 0, 0]),
        };
        var input = new byte[64];
        var malformed = 0;
        var events = 0L;
        for (var i = 0; i < 1_000_000; i++)
        {
            var length = random.Next(input.Length + 1);
            random.NextBytes(input.AsSpan(0, length));
            if (i % 2 == 0)
            {
                // Frames with a few bytes changed get further than noise.
                length = 0;
                for (var frame = seeds[random.Next(seeds.Length)]; length + frame.Length <= input.Length; frame = seeds[random.Next(seeds.Length)])
                {
                    frame.CopyTo(input, length);
                    length += frame.Length;
                }

                for (var changes = random.Next(3); changes > 0; changes--)
                    input[random.Next(length)] = (byte)random.Next(256);
            }

            var reader = new SpdyFrameReader();
            var size = random.Next(1, 65);
            for (var start = 0; start < length; start += size)
            {
                ReadOnlySpan<byte> piece = input.AsSpan(start, Math.Min(size, length - start));
                while (true)
                {
                    var found = reader.Next(piece, out var consumed);
                    if (consumed < 0 || consumed > piece.Length || found.Length < 0 || found.Length > consumed)
                        Assert.Fail($"input {i}: {Convert.ToHexString(input.AsSpan(0, length))}");
                    events++;
                    piece = piece[consumed..];
                    if (found.Kind == SpdyEventKind.Malformed)
                        malformed++;
                    if (found.Kind is SpdyEventKind.Malformed or SpdyEventKind.None)
                        break;
                    if (consumed == 0)
                        Assert.Fail($"no progress in input {i}: {Convert.ToHexString(input.AsSpan(0, length))}");
                }
            }
        }

        Assert.InRange(malformed, 100_000, int.MaxValue);
        Assert.InRange(events, 2_000_000, long.MaxValue);
    }

    private static byte[] Frame(uint first, byte flags, byte[] payload) =>
    [
        (byte)(first >> 24), (byte)(first >> 16), (byte)(first >> 8), (byte)first,
        flags, (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, .. payload,
    ];

    // Data comes in as many pieces as the input; put together it must be the same.
    private static List<SpdyEvent> Merged(byte[] input, int size)
    {
        var reader = new SpdyFrameReader();
        var events = new List<SpdyEvent>();
        for (var start = 0; start < input.Length; start += size)
        {
            ReadOnlySpan<byte> piece = input.AsSpan(start, Math.Min(size, input.Length - start));
            while (reader.Next(piece, out var consumed) is { Kind: not SpdyEventKind.None } found)
            {
                if (found.Kind == SpdyEventKind.Data && found.Length > 0 && events is [.., { Kind: SpdyEventKind.Data } last] && last.Id == found.Id)
                    events[^1] = last with { Length = last.Length + found.Length };
                else
                    events.Add(found);
                piece = piece[consumed..];
            }
        }

        return events;
    }
}
