using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>
/// A command that runs in a container, in the sub-protocols v5.channel.k8s.io and v4.channel.k8s.io: each message begins with its channel
/// (0 to 2 the standard streams, 3 the Status at the end; in v5 255 closes the channel named in its second byte).
/// </summary>
internal sealed class ExecConnection : IDisposable
{
    private const string Version5 = "v5.channel.k8s.io";
    private const string Version4 = "v4.channel.k8s.io";
    private const byte InputChannel = 0;
    private const byte OutputChannel = 1;
    private const byte ErrorChannel = 2;
    private const byte StatusChannel = 3;
    private const byte CloseSignal = 255;
    private const int BufferSize = 32 * 1024;
    private const int MaxStatusLength = 64 * 1024;

    private readonly KubernetesConnection _connection;
    private readonly string _target;
    private readonly WebSocket _socket;
    private readonly bool _tellsEndOfInput;
    private readonly MemoryStream _status = new();

    private ExecConnection(KubernetesConnection connection, string target, Stream stream, string protocol)
    {
        (_connection, _target, _tellsEndOfInput) = (connection, target, protocol == Version5);
        _socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { SubProtocol = protocol, KeepAliveInterval = TimeSpan.FromSeconds(30) });
    }

    /// <summary>Starts a command.</summary>
    /// <param name="http">The way to the server.</param>
    /// <param name="ns">Namespace.</param>
    /// <param name="pod">Pod.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static Task<ExecConnection> OpenAsync(
        KubernetesHttp http, string ns, string pod, ExecCommand command, CancellationToken cancellationToken)
    {
        var resource = new ResourceName(ResourceKind.Pod, ns, pod);
        var query = new QueryString().Add("container", command.Container);
        foreach (var word in command.Command)
            query.Add("command", word);
        query.Add("stdin", command.Input is null ? null : "true").Add("stdout", "true").Add("stderr", "true");
        var request = new ApiRequest(HttpMethod.Get, $"{resource.Path}/exec{query}", "exec", resource)
        {
            WebSocketProtocol = $"{Version5}, {Version4}",
            Streaming = true,
            // It may have run already.
            Repeatable = false,
        };
        return http.SendAsync(
            request,
            async (response, token) => WebSocketUpgrade.Chosen(response) is (Version5 or Version4) and var protocol
                ? new ExecConnection(
                    http.Connection, $"{ns}/{pod}/{command.Container}",
                    await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false), protocol)
                : throw new UnexpectedAnswerException(),
            cancellationToken);
    }

    /// <summary>Carries the streams until the command ends.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops it; the command is then left to itself.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OpenClawException">The way broke, or the command could not be started.</exception>
    public async Task<int> RunAsync(ExecCommand command, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = command.Input is null ? Task.CompletedTask : SendAsync(command.Input, end.Token);
        var output = ReceiveAsync(command, end.Token);
        try
        {
            // When its input cannot be read or sent, its output may never end.
            if (await Task.WhenAny(input, output).ConfigureAwait(false) == input)
                await input.ConfigureAwait(false);
            await output.ConfigureAwait(false);
            return ExitCode();
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException)
        {
            throw Failed(nameof(KubernetesMessages.ExecBroken), ErrorKind.ConnectionError, KubernetesMessages.ExecBroken, e.Message, e);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(input, output).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task SendAsync(Stream input, CancellationToken cancellationToken)
    {
        var frame = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            frame[0] = InputChannel;
            int count;
            while ((count = await input.ReadAsync(frame.AsMemory(1, BufferSize - 1), cancellationToken).ConfigureAwait(false)) > 0)
                await SendAsync(frame.AsMemory(0, 1 + count), cancellationToken).ConfigureAwait(false);
            if (_tellsEndOfInput)
                await SendAsync(new byte[] { CloseSignal, InputChannel }, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException) when (_socket.State is not WebSocketState.Open)
        {
            // The command ended without reading everything; the other direction knows how.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame, clearArray: true);
        }
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    private async Task ReceiveAsync(ExecCommand command, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var channel = -1;
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                    return;
                var data = buffer.AsMemory(0, result.Count);
                if (channel < 0 && !data.IsEmpty)
                    (channel, data) = (data.Span[0], data[1..]);
                if (!data.IsEmpty && Target(channel, command) is { } target)
                    await target.WriteAsync(data, cancellationToken).ConfigureAwait(false);
                if (!result.EndOfMessage)
                    continue;
                // After its Status a command says nothing more, whenever the server closes.
                if (channel == StatusChannel && _status.Length > 0)
                    return;
                channel = -1;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private Stream? Target(int channel, ExecCommand command) => channel switch
    {
        OutputChannel => command.Output,
        ErrorChannel => command.Error,
        StatusChannel when _status.Length < MaxStatusLength => _status,
        _ => null,
    };

    private int ExitCode()
    {
        JsonObject? status;
        try
        {
            status = JsonNode.Parse(_status.ToArray().AsSpan()) as JsonObject;
        }
        catch (JsonException)
        {
            status = null;
        }

        if (status.Text("status") == "Success")
            return 0;
        var cause = status.Child("details").Children("causes").FirstOrDefault(static c => c.Text("reason") == "ExitCode");
        if (int.TryParse(cause.Text("message"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var code))
            return code;
        throw status is null
            ? Failed(nameof(KubernetesMessages.ExecBroken), ErrorKind.ConnectionError, KubernetesMessages.ExecBroken, KubernetesMessages.ExecNoStatus)
            : Failed(nameof(KubernetesMessages.ExecFailed), ErrorKind.OperationFailed, KubernetesMessages.ExecFailed, status.Text("message") ?? "");
    }

    private OpenClawException Failed(string id, ErrorKind kind, string format, string words, Exception? inner = null) => new(
        id, kind, string.Format(CultureInfo.CurrentCulture, format, _connection.Name, _target, words), _target, inner);
}
