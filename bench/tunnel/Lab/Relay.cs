using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace OpenClaw.Bench.Lab;

/// <summary>
/// A TCP relay on loopback in front of an API server: a network of the bench's own. It delays, cuts idle connections off, or goes away
/// for a while.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private const int ChunkSize = 64 * 1024;

    // What fits into the delayed network in one direction of one connection; enough for 100 ms of more than 300 MB/s.
    private const int ChunksInFlight = 1024;

    private readonly Uri _server;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = [];
    private readonly Task _accepting;
    private Socket _listener;

    /// <summary>Starts one.</summary>
    /// <param name="server">Where it leads to.</param>
    public Relay(Uri server)
    {
        _server = server;
        _listener = Listen(0);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The round trip it adds. The TCP handshake that happens before the relay sees a connection is added to its first bytes.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Connections without a byte for this long are cut off; zero means never.</summary>
    public TimeSpan IdleLimit { get; init; }

    /// <summary>How many connections it has cut off for being idle.</summary>
    public int IdleCuts { get; private set; }

    /// <summary>How many connections there are now.</summary>
    public int Connections => _sockets.Count / 2;

    /// <summary>Resets all connections and refuses new ones, as a server does that is stopped.</summary>
    public void GoAway()
    {
        _listener.Dispose();
        foreach (var socket in _sockets.Keys)
            Reset(socket);
    }

    /// <summary>Takes connections again.</summary>
    public void ComeBack()
    {
        _listener = Listen(Port);
        _ = AcceptAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        GoAway();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(1024);
        return listener;
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync(_end.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It went away.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _sockets[client] = _sockets[server] = true;
        try
        {
            await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
            var last = Stopwatch.GetTimestamp();
            void Seen() => Volatile.Write(ref last, Stopwatch.GetTimestamp());
            // A side that fails takes the other along; one that only closes does not.
            async Task OrReset(Task carrying)
            {
                try
                {
                    await carrying;
                }
                catch
                {
                    Reset(client);
                    Reset(server);
                    throw;
                }
            }

            var both = Task.WhenAll(
                OrReset(CarryAsync(client, server, RoundTrip, Seen)), OrReset(CarryAsync(server, client, TimeSpan.Zero, Seen)));
            while (IdleLimit > TimeSpan.Zero && !both.IsCompleted)
            {
                var left = IdleLimit - Stopwatch.GetElapsedTime(Volatile.Read(ref last));
                if (left <= TimeSpan.Zero)
                {
                    IdleCuts++;
                    break;
                }

                await Task.WhenAny(both, Task.Delay(left, _end.Token));
            }

            if (IdleLimit == TimeSpan.Zero)
                await both;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone: so goes the other.
        }
        finally
        {
            foreach (var socket in (Socket[])[client, server])
            {
                _sockets.TryRemove(socket, out _);
                Reset(socket);
            }
        }
    }

    private async Task CarryAsync(Socket from, Socket to, TimeSpan handshake, Action seen)
    {
        var inFlight = Channel.CreateBounded<(long Due, byte[] Data, int Count)>(ChunksInFlight);
        var sending = SendAsync(inFlight.Reader, to);
        var notBefore = Stopwatch.GetTimestamp() + Ticks(handshake);
        try
        {
            while (true)
            {
                var data = System.Buffers.ArrayPool<byte>.Shared.Rent(ChunkSize);
                var count = await from.ReceiveAsync(data, _end.Token);
                if (count == 0)
                    break;
                seen();
                await inFlight.Writer.WriteAsync((Math.Max(Stopwatch.GetTimestamp(), notBefore) + Ticks(RoundTrip / 2), data, count), _end.Token);
            }
        }
        finally
        {
            inFlight.Writer.Complete();
        }

        await sending;
        to.Shutdown(SocketShutdown.Send);
    }

    private async Task SendAsync(ChannelReader<(long Due, byte[] Data, int Count)> inFlight, Socket to)
    {
        await foreach (var (due, data, count) in inFlight.ReadAllAsync(_end.Token))
        {
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.FromMilliseconds(0.5))
                await Task.Delay(wait, _end.Token);
            for (var rest = data.AsMemory(0, count); !rest.IsEmpty;)
                rest = rest[await to.SendAsync(rest, _end.Token)..];
            System.Buffers.ArrayPool<byte>.Shared.Return(data);
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
