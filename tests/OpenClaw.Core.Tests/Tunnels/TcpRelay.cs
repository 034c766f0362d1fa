using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpenClaw.Tests.Tunnels;

/// <summary>A network between a client and a server that can break, come back, and swallow what is sent; also an HTTP proxy (CONNECT).</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Socket, bool> _open = [];
    private readonly int _target;
    private readonly bool _proxy;
    private Socket? _listener;
    private volatile TaskCompletionSource _flow = new();

    private TcpRelay(int target, bool proxy)
    {
        (_target, _proxy) = (target, proxy);
        _flow.SetResult();
        Up();
    }

    public int Port { get; private set; }

    /// <summary>What a proxy was asked to connect to, and with what authorization.</summary>
    public ConcurrentQueue<(string Target, string? Authorization)> Asked { get; } = new();

    public static TcpRelay To(Uri server) => new(server.Port, proxy: false);

    /// <summary>A proxy that takes every name for this machine.</summary>
    public static TcpRelay Proxy() => new(0, proxy: true);

    /// <summary>Breaks: what is open is reset, new connections are refused.</summary>
    public void Down()
    {
        _listener?.Dispose();
        foreach (var socket in _open.Keys)
        {
            try
            {
                socket.LingerState = new(true, 0);
                socket.Dispose();
            }
            catch (ObjectDisposedException)
            {
                // Its connection has just ended.
            }
        }
    }

    /// <summary>Comes back on the same port.</summary>
    public void Up()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen(512);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    /// <summary>From now on swallows what is sent on the connections that are open, without a word; new ones work.</summary>
    public void SwallowOpen() => _flow = new();

    public ValueTask DisposeAsync()
    {
        Down();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var flow = _flow;
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            _open[client] = _open[server] = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _proxy ? await AskedAsync(client) : _target);
                if (_proxy)
                    await client.SendAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
                await Task.WhenAny(CopyAsync(client, server, flow), CopyAsync(server, client, flow));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }

            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }

    private async Task<int> AskedAsync(Socket client)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await client.ReceiveAsync(one) == 1)
            head.Append((char)one[0]);
        var lines = head.ToString().Split("\r\n");
        var target = lines[0].Split(' ')[1];
        Asked.Enqueue((target, lines.FirstOrDefault(static l => l.StartsWith("Proxy-Authorization:", StringComparison.OrdinalIgnoreCase))));
        return int.Parse(target.Split(':')[^1], null);
    }

    private async Task CopyAsync(Socket from, Socket to, TaskCompletionSource flow)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                if (flow != _flow)
                    await Task.Delay(Timeout.Infinite);
                for (var rest = buffer.AsMemory(0, count); !rest.IsEmpty;)
                    rest = rest[await to.SendAsync(rest)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
