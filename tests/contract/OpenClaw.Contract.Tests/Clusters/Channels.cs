using System.Net.WebSockets;
using System.Text;

namespace OpenClaw.Contract.Clusters;

/// <summary>The channels of a WebSocket of sub-protocol v4.channel.k8s.io: each message starts with its channel's number.</summary>
public sealed class Channels(ClientWebSocket socket) : IDisposable
{
    /// <summary>The sub-protocol's name.</summary>
    public const string Protocol = "v4.channel.k8s.io";

    private readonly Dictionary<byte, MemoryStream> _received = [];

    /// <summary>Whether the server closed, or hung up.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What came on a channel so far.</summary>
    public byte[] Bytes(byte channel) => _received.TryGetValue(channel, out var stream) ? stream.ToArray() : [];

    /// <summary>What came on a channel so far, as text.</summary>
    public string Text(byte channel) => Encoding.UTF8.GetString(Bytes(channel));

    /// <summary>Sends text on a channel.</summary>
    public Task SendAsync(byte channel, string text)
        => socket.SendAsync(new ArraySegment<byte>([channel, .. Encoding.UTF8.GetBytes(text)]), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);

    /// <summary>Receives until something is so, or the server closes.</summary>
    public async Task ReceiveUntilAsync(Func<bool> enough)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var buffer = new byte[1 << 16];
        while (!IsClosed && !enough())
        {
            var count = 0;
            ValueWebSocketReceiveResult result;
            try
            {
                do
                {
                    result = await socket.ReceiveAsync(buffer.AsMemory(count), limit.Token);
                    count += result.Count;
                }
                while (!result.EndOfMessage);
            }
            catch (WebSocketException error) when (error.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
            {
                IsClosed = true;
                return;
            }

            IsClosed = result.MessageType == WebSocketMessageType.Close;
            if (IsClosed)
                return;
            if (count == 0)
                continue;
            if (!_received.TryGetValue(buffer[0], out var stream))
                _received[buffer[0]] = stream = new MemoryStream();
            stream.Write(buffer.AsSpan(1, count - 1));
        }
    }

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();
}
