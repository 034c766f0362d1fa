using System.Buffers.Binary;
using System.Text;

namespace OpenClaw.Sandbox.Kubernetes.Spdy;

/// <summary>Writes header blocks without compressing them: stored blocks in the zlib stream SPDY asks for.</summary>
internal sealed class SpdyHeaderWriter
{
    private bool _started;

    public byte[] Write(IReadOnlyDictionary<string, string> headers)
    {
        using var text = new MemoryStream();
        Number(text, headers.Count);
        foreach (var (name, value) in headers)
        {
            Text(text, name.ToLowerInvariant());
            Text(text, value);
        }

        var bytes = text.ToArray();
        return [.. Start(), .. StoredBlock.Header(bytes.Length), .. bytes, .. StoredBlock.Flush];
    }

    // The first block of a connection carries the zlib header: deflate, a preset dictionary, and which.
    private byte[] Start()
    {
        if (_started) return [];
        _started = true;
        var header = new byte[6];
        header[0] = 0x78;
        header[1] = 0xBB;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(2), SpdyDictionary.Checksum);
        return header;
    }

    private static void Text(MemoryStream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Number(stream, bytes.Length);
        stream.Write(bytes);
    }

    private static void Number(MemoryStream stream, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        stream.Write(bytes);
    }
}
