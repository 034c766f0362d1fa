using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Bench.Load;

/// <summary>One TCP connection that speaks plain HTTP/1.1, as cheaply as can be: what is measured is the tunnel.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    private HttpConnection(Socket socket) => _socket = socket;

    /// <summary>Connects.</summary>
    /// <param name="port">The port on 127.0.0.1.</param>
    /// <param name="timeout">How long a read or write may take; two minutes by default.</param>
    public static HttpConnection Open(int port, TimeSpan? timeout = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.ReceiveTimeout = socket.SendTimeout = (int)(timeout ?? TimeSpan.FromMinutes(2)).TotalMilliseconds;
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks and reads the whole answer.</summary>
    /// <param name="path">Path and query.</param>
    public (int Status, string Body) Get(string path)
    {
        var (status, length) = Ask(path);
        var body = new MemoryStream();
        Read(length, part => body.Write(part));
        return (status, Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length));
    }

    /// <summary>Asks and reads the head of the answer.</summary>
    /// <param name="path">Path and query.</param>
    public (int Status, long Length) Ask(string path)
    {
        Write(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        return ReadHead();
    }

    /// <summary>Sends a body and returns the answer.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="length">Its length.</param>
    /// <param name="fill">Gives the next part, at most as long as asked for.</param>
    public (int Status, string Body) Post(string path, long length, Func<int, ReadOnlyMemory<byte>> fill)
    {
        Write(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"));
        while (length > 0)
        {
            var part = fill((int)Math.Min(length, _buffer.Length));
            Write(part.Span);
            length -= part.Length;
        }

        var (status, answer) = ReadHead();
        var body = new MemoryStream();
        Read(answer, part => body.Write(part));
        return (status, Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length));
    }

    /// <summary>Reads part of a body.</summary>
    /// <param name="length">How much.</param>
    /// <param name="take">Takes it; null throws it away.</param>
    public void Read(long length, SpanTaker? take)
    {
        while (length > 0)
        {
            if (_start == _end)
                Fill();
            var count = (int)Math.Min(length, _end - _start);
            take?.Invoke(_buffer.AsSpan(_start, count));
            (_start, length) = (_start + count, length - count);
        }
    }

    /// <summary>Reads what is there and throws it away; returns how much, 0 at the end.</summary>
    public int ReadSome()
    {
        if (_start == _end && !TryFill())
            return 0;
        var count = _end - _start;
        _start = _end;
        return count;
    }

    /// <summary>Reads a body and returns its SHA-256 in hexadecimal.</summary>
    /// <param name="length">Its length.</param>
    public string ReadHash(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Read(length, part => hash.AppendData(part));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
            data = data[_socket.Send(data)..];
    }

    private (int Status, long Length) ReadHead()
    {
        int head;
        while ((head = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
            Fill();
        var lines = Encoding.ASCII.GetString(_buffer, _start, head).Split("\r\n");
        _start += head + 4;
        var length = lines.Select(static l => l.Split(": ")).FirstOrDefault(static l => l[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
        return (int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), length is null ? 0 : long.Parse(length[1], CultureInfo.InvariantCulture));
    }

    private void Fill()
    {
        if (!TryFill())
            throw new IOException("The connection ended in the middle of an answer.");
    }

    private bool TryFill()
    {
        if (_start == _end)
            _start = _end = 0;
        var count = _socket.Receive(_buffer, _end, _buffer.Length - _end, SocketFlags.None);
        _end += count;
        return count > 0;
    }
}

/// <summary>Takes a part of a body.</summary>
/// <param name="part">The part.</param>
internal delegate void SpanTaker(ReadOnlySpan<byte> part);
