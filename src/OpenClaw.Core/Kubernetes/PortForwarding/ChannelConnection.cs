using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>
/// A connection to a pod's port in the sub-protocol v4.channel.k8s.io: each message begins with its channel (0 data, 1 error), and the
/// first bytes of each channel are the port.
/// </summary>
internal sealed class ChannelConnection : IPortForwardConnection
{
    private const string Protocol = "v4.channel.k8s.io";
    private const byte DataChannel = 0;
    private const byte ErrorChannel = 1;
    private const int PortLength = 2;
    private const int MaxChunk = 32 * 1024;
    private const int MaxErrorLength = 4 * 1024;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly PortForwardErrors _errors;
    private readonly WebSocket _socket;
    private readonly byte[] _head = new byte[1];
    private readonly byte[] _error = new byte[MaxErrorLength];
    private int _errorLength;
    private int _portToCome = PortLength;
    private int _channel = -1;

    private ChannelConnection(PortForwardErrors errors, Stream stream)
    {
        _errors = errors;
        // Pongs nobody asked for: enough for the idle timers of load balancers on the way.
        _socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { SubProtocol = Protocol, KeepAliveInterval = TimeSpan.FromSeconds(30) });
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="http">The way to the server.</param>
    /// <param name="ns">Namespace.</param>
    /// <param name="pod">Pod.</param>
    /// <param name="port">Port in the pod.</param>
    /// <param name="retried">Whether to try again by itself when the server is busy or fails.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static Task<IPortForwardConnection> OpenAsync(
        KubernetesHttp http, string ns, string pod, int port, bool retried, CancellationToken cancellationToken)
    {
        var resource = new ResourceName(ResourceKind.Pod, ns, pod);
        var query = new QueryString().Add("ports", port.ToString(CultureInfo.InvariantCulture));
        var request = new ApiRequest(HttpMethod.Get, $"{resource.Path}/portforward{query}", "port-forward", resource)
        {
            WebSocketProtocol = Protocol,
            Streaming = true,
            Retried = retried,
        };
        return http.SendAsync<IPortForwardConnection>(
            request,
            async (response, token) => WebSocketUpgrade.Accepted(response, Protocol)
                ? new ChannelConnection(
                    new(http.Connection, $"{ns}/{pod}:{port}"), await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false))
                : throw new UnexpectedAnswerException(),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var start = _channel < 0;
                var into = start ? _head : _channel == DataChannel && _portToCome == 0 ? buffer : Aside();
                var result = await _socket.ReceiveAsync(into, cancellationToken).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                    return 0;
                var channel = start && result.Count > 0 ? _head[0] : _channel;
                _channel = result.EndOfMessage ? -1 : channel;
                if (start)
                    continue;
                if (channel == DataChannel && _portToCome == 0 && result.Count > 0)
                    return result.Count;
                Keep(channel, result.Count, result.EndOfMessage);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException)
        {
            throw _errors.Broken(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        // The server takes each frame for a whole message, so channel and data have to share one.
        var frame = ArrayPool<byte>.Shared.Rent(1 + Math.Min(data.Length, MaxChunk));
        try
        {
            while (!data.IsEmpty)
            {
                var count = Math.Min(data.Length, MaxChunk);
                frame[0] = DataChannel;
                data.Span[..count].CopyTo(frame.AsSpan(1));
                await _socket.SendAsync(frame.AsMemory(0, 1 + count), WebSocketMessageType.Binary, true, cancellationToken).ConfigureAwait(false);
                data = data[count..];
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException)
        {
            throw _errors.Broken(e.Message, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(CloseTimeout);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // It was to be closed anyway.
        }

        _socket.Dispose();
    }

    // Where the bytes go that are not data for the caller: ports, error text, channels nobody knows.
    private Memory<byte> Aside() => _channel == DataChannel
        ? _error.AsMemory(_errorLength, Math.Min(_portToCome, MaxErrorLength - _errorLength))
        : _errorLength < MaxErrorLength ? _error.AsMemory(_errorLength) : new byte[MaxErrorLength];

    private void Keep(int channel, int count, bool endOfMessage)
    {
        if (channel == DataChannel)
        {
            _portToCome -= count;
            return;
        }

        if (channel != ErrorChannel)
            return;
        _errorLength = Math.Min(_errorLength + count, MaxErrorLength);
        if (endOfMessage && _errorLength > PortLength)
            throw _errors.Refused(Encoding.UTF8.GetString(_error, PortLength, _errorLength - PortLength).Trim());
    }
}
