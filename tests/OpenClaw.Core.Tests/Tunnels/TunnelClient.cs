using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Tunnels;

/// <summary>Clients of a tunnel, the pod they talk to, and what the tunnel says of itself.</summary>
internal static class TunnelClient
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public static Task<OpenClawTunnel> StartAsync(PortForwardCluster cluster, TunnelOptions? options = null, CancellationToken? stop = null) =>
        OpenClawTunnel.StartAsync(
            cluster.Instance, options ?? new() { LocalPort = 0, Timeout = Soon }, OperationContext.Silent,
            stop ?? TestContext.Current.CancellationToken);

    /// <summary>The tunnel's changes from now on.</summary>
    public static ChannelReader<TunnelStateChangedEventArgs> Changes(this OpenClawTunnel tunnel)
    {
        var changes = Channel.CreateUnbounded<TunnelStateChangedEventArgs>();
        tunnel.StateChanged += (_, change) => changes.Writer.TryWrite(change);
        return changes.Reader;
    }

    public static async Task<TunnelStateChangedEventArgs> NextAsync(this ChannelReader<TunnelStateChangedEventArgs> changes, TunnelState state)
    {
        while (true)
        {
            var change = await changes.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Soon);
            if (change.State == state)
                return change;
        }
    }

    /// <summary>A pod's program: answers /healthz, and GET /n with its own name and n bytes, whose SHA-256 is in the head.</summary>
    public static Func<Stream, Task> Pod(string name) => async stream =>
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
                return;
            head.Append((char)one[0]);
        }

        var path = head.ToString().Split(' ')[1][1..];
        var body = path == "healthz" ? [] : RandomNumberGenerator.GetBytes(int.Parse(path, null));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nX-Pod: {name}\r\nX-Hash: {Convert.ToHexString(SHA256.HashData(body))}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(body);
    };

    /// <summary>Gets n bytes over a connection of its own, checked against length and hash; the name of the pod that sent them.</summary>
    public static async Task<string> GetAsync(OpenClawTunnel tunnel, int bytes = 1000, string host = "127.0.0.1")
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        using var answer = await http.GetAsync(
            new Uri($"http://{host}:{tunnel.LocalPort}/{bytes}"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        if (body.Length != bytes || answer.Headers.GetValues("X-Hash").Single() != Convert.ToHexString(SHA256.HashData(body)))
            throw new InvalidDataException($"{body.Length} bytes that are not those that were sent");
        return answer.Headers.GetValues("X-Pod").Single();
    }

    public static bool IsFree(int port)
    {
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(address, port);
                return false;
            }
            catch (SocketException)
            {
            }
        }

        return true;
    }
}
