using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace OpenClaw.Sandbox.Kubernetes.Spdy;

/// <summary>
/// Inflates header blocks. .NET takes no preset dictionary, so the stream starts with a stored block that holds it: then it is in the
/// window, as if it had been set.
/// </summary>
internal sealed class SpdyHeaderReader : IDisposable
{
    private const int ZlibHeaderLength = 6;
    private const int Limit = 64 * 1024;

    private readonly FeedStream _feed = new();
    private readonly DeflateStream _inflater;
    private bool _started;

    public SpdyHeaderReader() => _inflater = new DeflateStream(_feed, CompressionMode.Decompress);

    /// <summary>The headers of one block. Throws <see cref="InvalidDataException"/>.</summary>
    public Dictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        if (!_started)
        {
            if (block.Length < ZlibHeaderLength) throw new InvalidDataException("The first SPDY header block has no zlib header.");
            _started = true;
            var dictionary = SpdyDictionary.Bytes;
            _feed.Feed([.. StoredBlock.Header(dictionary.Length), .. dictionary]);
            var skipped = new byte[dictionary.Length];
            _inflater.ReadExactly(skipped);
            block = block[ZlibHeaderLength..];
        }

        _feed.Feed(block.ToArray());
        return Parse(Inflate());
    }

    public void Dispose()
    {
        _inflater.Dispose();
        _feed.Dispose();
    }

    private byte[] Inflate()
    {
        using var output = new MemoryStream();
        var buffer = new byte[4096];
        int count;
        while ((count = _inflater.Read(buffer)) > 0)
        {
            output.Write(buffer, 0, count);
            if (output.Length > Limit) throw new InvalidDataException("A SPDY header block is too large.");
        }

        return output.ToArray();
    }

    private static Dictionary<string, string> Parse(ReadOnlySpan<byte> text)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var pairs = Number(ref text);
        for (var i = 0; i < pairs; i++)
        {
            var name = Text(ref text);
            headers[name] = Text(ref text);
        }

        return headers;
    }

    private static int Number(ref ReadOnlySpan<byte> text)
    {
        if (text.Length < 4) throw new InvalidDataException("A SPDY header block ends early.");
        var number = BinaryPrimitives.ReadInt32BigEndian(text);
        text = text[4..];
        return number;
    }

    private static string Text(ref ReadOnlySpan<byte> text)
    {
        var length = Number(ref text);
        if (length < 0 || length > text.Length) throw new InvalidDataException("A SPDY header block ends early.");
        var value = Encoding.UTF8.GetString(text[..length]);
        text = text[length..];
        return value;
    }

    // Has what was fed, and for the moment nothing more.
    private sealed class FeedStream : Stream
    {
        private byte[] _data = [];
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Feed(byte[] data)
        {
            _data = [.. _data[_at..], .. data];
            _at = 0;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = Math.Min(count, _data.Length - _at);
            Array.Copy(_data, _at, buffer, offset, length);
            _at += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
