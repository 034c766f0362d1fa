using System.Net.WebSockets;

namespace OpenClaw.Tests.Tunnels;

/// <summary>The pod's end of a v4 port-forward as a stream; like the kubelet it takes one frame for one message.</summary>
internal sealed class ChannelStream(WebSocket socket) : Stream
{
    private readonly byte[] _frame = new byte[64 * 1024];
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            var length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(_frame.AsMemory(length), cancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                    return 0;
                length += result.Count;
            }
            while (!result.EndOfMessage);
            Assert.Equal(0, _frame[0]);
            _rest = _frame.AsMemory(1, length - 1);
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var message = new byte[1 + buffer.Length];
        buffer.CopyTo(message.AsMemory(1));
        await socket.SendAsync(message, WebSocketMessageType.Binary, true, cancellationToken);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
