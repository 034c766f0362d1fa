using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OpenClaw.Kubernetes;
using OpenClaw.Kubernetes.PortForwarding;
using OpenClaw.Operations;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Kubernetes.Streaming;
using OpenClaw.Tests.Kubernetes;
using OpenClaw.Tests.Tunnels;

namespace OpenClaw.Tests.PortForwarding;

/// <summary>An API server with the sandbox's port-forward, which kubectl accepts, or with what a test wants in its place.</summary>
internal sealed class SpdyServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<CancellationTokenSource, bool> _carriers = new();
    private int _asked;

    private SpdyServer()
    {
    }

    public ScriptedApiServer Server { get; private set; } = null!;

    public PodPrograms Programs { get; } = new();

    /// <summary>What is done with the bytes of a carrier instead of forwarding; the number counts carriers from 0.</summary>
    public Func<Stream, int, CancellationToken, Task>? Script { get; set; }

    /// <summary>The answer to SPDY, or null to take it.</summary>
    public int? Refusal { get; set; }

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Carriers open now.</summary>
    public int Carriers => _carriers.Count;

    public static async Task<SpdyServer> StartAsync()
    {
        var server = new SpdyServer();
        server.Server = await ScriptedApiServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public Forwarding Forward(PortForwardOptions? options = null, int? port = null) => new(Server.Connection, port ?? Programs.Port, options ?? new());

    /// <summary>Breaks every carrier off.</summary>
    public void CutAll()
    {
        foreach (var carrier in _carriers.Keys)
            carrier.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Programs.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        if (offered.Contains("v4.channel.k8s.io"))
        {
            var ports = new[] { int.Parse(context.Request.Query["ports"].ToString(), null) };
            using var channels = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
            await ChannelPortForward.RunAsync(channels, ports, Connector(), context.RequestAborted);
            return;
        }

        var number = Interlocked.Increment(ref _asked) - 1;
        if (Refusal is { } code)
        {
            context.Response.StatusCode = code;
            await context.Response.WriteAsync("no such protocol", context.RequestAborted);
            return;
        }

        using var cut = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        _carriers.TryAdd(cut, true);
        try
        {
            using var socket = await WebSocketHandshake.AcceptAsync(context, "SPDY/3.1+portforward.k8s.io");
            await using var stream = new WebSocketByteStream(socket);
            await (Script is { } script ? script(stream, number, cut.Token) : SpdyPortForward.RunAsync(stream, Connector(), cut.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or System.Net.WebSockets.WebSocketException)
        {
            // One side is gone.
        }
        finally
        {
            _carriers.TryRemove(cut, out _);
        }
    }

    private static PodConnector Connector() =>
        new(new Runtime(), JsonNode.Parse("""{"metadata":{"name":"pod-1","namespace":"ns","uid":"1"}}""")!.AsObject());

    private sealed class Runtime : IPodRuntime
    {
        public async Task<Stream> ConnectAsync(string ns, string pod, int port, CancellationToken cancellationToken)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(System.Net.IPAddress.Loopback, port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        public IAsyncEnumerable<LogLine> ReadLogAsync(
            string ns, string pod, string container, bool previous, bool follow, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> ExecAsync(
            string ns, string pod, string container, IReadOnlyList<string> command, Stream? stdin, Stream? stdout, Stream? stderr,
            CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

/// <summary>A forwarder of a test's own, and the client it belongs to.</summary>
internal sealed class Forwarding : IAsyncDisposable
{
    private readonly KubernetesHttp _http;
    private readonly PortForwarder _forwarder;

    public Forwarding(KubernetesConnection connection, int port, PortForwardOptions options)
    {
        _http = new(connection, OperationContext.Silent, TimeProvider.System);
        _forwarder = new(_http, "ns", port, options, TimeProvider.System);
        _forwarder.Lost += (pod, error) => Losses.Writer.TryWrite((pod, error));
    }

    public System.Threading.Channels.Channel<(string Pod, OpenClawException Error)> Losses { get; } =
        System.Threading.Channels.Channel.CreateUnbounded<(string, OpenClawException)>();

    public Task PrepareAsync(string pod = "pod-1") => _forwarder.PrepareAsync(pod, TestContext.Current.CancellationToken);

    public Task<IPortForwardConnection> ConnectAsync(string pod = "pod-1") => _forwarder.ConnectAsync(pod, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _forwarder.DisposeAsync();
        _http.Dispose();
    }
}
