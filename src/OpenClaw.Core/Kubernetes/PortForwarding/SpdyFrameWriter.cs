using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>Writes SPDY/3.1 frames into a buffer.</summary>
internal static class SpdyFrameWriter
{
    /// <summary>Length of a data frame's header, which its data follows.</summary>
    public const int DataHeaderLength = 8;

    /// <summary>Room that the two streams of a connection need when they are opened.</summary>
    public const int OpenLength = 512;

    /// <summary>Largest control frame of fixed length.</summary>
    public const int LargestControl = 20;

    private const byte FinFlag = 1;
    private const uint InitialWindowSize = 7;

    // Deflate, a preset dictionary, and SPDY/3's Adler-32 (draft-mbelshe-httpbis-spdy-00, section 2.6.10.1).
    private static ReadOnlySpan<byte> ZlibHeader => [0x78, 0xBB, 0xE3, 0xC6, 0xA7, 0xC2];

    // An empty stored block: the server's inflater hands out what it has.
    private static ReadOnlySpan<byte> Flush => [0x00, 0x00, 0x00, 0xFF, 0xFF];

    /// <summary>Writes the header of a data frame.</summary>
    public static void DataHeader(Span<byte> into, uint id, int length, bool fin)
    {
        BinaryPrimitives.WriteUInt32BigEndian(into, id);
        BinaryPrimitives.WriteInt32BigEndian(into[4..], length);
        into[4] = fin ? FinFlag : (byte)0;
    }

    /// <summary>Writes a control frame of one or two numbers; returns its length.</summary>
    public static int Control(Span<byte> into, SpdyFrameType type, uint first, uint? second = null)
    {
        var length = second is null ? 4 : 8;
        Header(into, type, 0, length);
        BinaryPrimitives.WriteUInt32BigEndian(into[8..], first);
        if (second is { } number)
            BinaryPrimitives.WriteUInt32BigEndian(into[12..], number);
        return 8 + length;
    }

    /// <summary>Writes how much is taken on each stream before room is made; returns the frame's length.</summary>
    public static int InitialWindow(Span<byte> into, int bytes)
    {
        Header(into, SpdyFrameType.Settings, 0, 12);
        BinaryPrimitives.WriteUInt32BigEndian(into[8..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(into[12..], InitialWindowSize);
        BinaryPrimitives.WriteInt32BigEndian(into[16..], bytes);
        return 20;
    }

    /// <summary>Opens the streams of one forwarded connection; returns how much was written.</summary>
    /// <param name="into">At least <see cref="OpenLength"/>.</param>
    /// <param name="errorId">The error stream, on which nothing will be sent; the data stream is the next odd number.</param>
    /// <param name="port">Port in the pod.</param>
    /// <param name="first">Whether these are the carrier's first header blocks.</param>
    public static int Open(Span<byte> into, uint errorId, int port, bool first)
    {
        var length = Stream(into, errorId, "error", port, errorId, first, FinFlag);
        return length + Stream(into[length..], errorId + 2, "data", port, errorId, first: false, 0);
    }

    private static int Stream(Span<byte> into, uint id, string type, int port, uint requestId, bool first, byte flags)
    {
        Span<byte> text = stackalloc byte[128];
        BinaryPrimitives.WriteInt32BigEndian(text, 3);
        var length = 4;
        length += Text(text[length..], "streamtype");
        length += Text(text[length..], type);
        length += Text(text[length..], "port");
        length += Text(text[length..], port.ToString(CultureInfo.InvariantCulture));
        length += Text(text[length..], "requestid");
        length += Text(text[length..], requestId.ToString(CultureInfo.InvariantCulture));

        var at = 8;
        BinaryPrimitives.WriteUInt32BigEndian(into[at..], id);
        into.Slice(at + 4, 6).Clear();
        at += 10;
        if (first)
        {
            ZlibHeader.CopyTo(into[at..]);
            at += ZlibHeader.Length;
        }

        into[at] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(into[(at + 1)..], (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(into[(at + 3)..], (ushort)~length);
        at += 5;
        text[..length].CopyTo(into[at..]);
        at += length;
        Flush.CopyTo(into[at..]);
        at += Flush.Length;
        Header(into, SpdyFrameType.SynStream, flags, at - 8);
        return at;
    }

    private static int Text(Span<byte> into, string text)
    {
        BinaryPrimitives.WriteInt32BigEndian(into, text.Length);
        return 4 + Encoding.ASCII.GetBytes(text, into[4..]);
    }

    private static void Header(Span<byte> into, SpdyFrameType type, byte flags, int length)
    {
        BinaryPrimitives.WriteUInt32BigEndian(into, 0x80030000u | (uint)type);
        BinaryPrimitives.WriteInt32BigEndian(into[4..], length);
        into[4] = flags;
    }
}
