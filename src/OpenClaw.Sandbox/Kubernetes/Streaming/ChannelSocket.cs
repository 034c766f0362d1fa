using System.Net.WebSockets;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>A WebSocket that carries several streams: the first byte of each message names the channel.</summary>
internal sealed class ChannelSocket(WebSocket socket) : IDisposable
{
    private const int MessageSize = 32 * 1024;

    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>The next message, or null when the client closed.</summary>
    public async Task<(byte Channel, byte[] Data)?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MessageSize];
        while (true)
        {
            using var message = new MemoryStream();
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (result.MessageType == WebSocketMessageType.Close) return null;
                message.Write(buffer, 0, result.Count);
            }
            while (!result.EndOfMessage);
            if (message.Length > 0) return (message.GetBuffer()[0], message.ToArray()[1..]);
        }
    }

    public async Task SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        do
        {
            var part = data[..Math.Min(data.Length, MessageSize)];
            data = data[part.Length..];
            byte[] message = [channel, .. part.Span];
            await _sending.WaitAsync(cancellationToken);
            try
            {
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, cancellationToken);
            }
            finally
            {
                _sending.Release();
            }
        }
        while (!data.IsEmpty);
    }

    /// <summary>Says goodbye; a client that is gone already is no fault.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    public void Dispose() => _sending.Dispose();
}
