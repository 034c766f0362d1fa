using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Tunnels;

public sealed class OpenClawTunnelTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_opens_when_the_pod_answers_and_carries_bytes_both_ways()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Send("pod-1", "ADDED", ready: false);
        cluster.Ready("pod-1", Gateway);
        await using var tunnel = await StartAsync(cluster);
        Assert.Equal((TunnelState.Connected, "claw", "scripted"), (tunnel.State, tunnel.InstanceName, tunnel.ClusterName));
        Assert.Equal($"http://127.0.0.1:{tunnel.LocalPort}/", tunnel.LocalAddress);
        Assert.Equal(tunnel.LocalAddress + "#token=token%2F%2B", tunnel.Url);
        Assert.DoesNotContain("token", tunnel.ToString(), StringComparison.Ordinal);
        Assert.Contains(tunnel, OpenClawTunnel.Active);

        var sent = RandomNumberGenerator.GetBytes(50 * 1024 * 1024);
        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(await EchoAsync(tunnel, sent)));
        Assert.True(tunnel.BytesSent >= sent.Length && tunnel.BytesReceived >= sent.Length);
    }

    [Fact]
    public async Task A_slow_reader_holds_up_nobody_and_takes_no_memory()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        long written = 0;
        cluster.Ready("pod-1", stream => GatewayAsync(stream, count => Interlocked.Add(ref written, count)));
        await using var tunnel = await StartAsync(cluster);
        using var slow = await ConnectAsync(tunnel);
        await slow.SendAsync("FLOOD\n"u8.ToArray(), Stop);
        Assert.Equal(1, await slow.ReceiveAsync(new byte[1], Stop));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            var block = RandomNumberGenerator.GetBytes(100_000 + i);
            return (await EchoAsync(tunnel, block)).AsSpan().SequenceEqual(block);
        }));
        Assert.All(answers, Assert.True);
        // What is between the pod and a client that does not read are the buffers of a few sockets, not the 256 MB it would send.
        Assert.InRange(Interlocked.Read(ref written), 1, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task New_connections_go_to_the_next_pod_and_wait_for_it_meanwhile()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Gateway);
        await using var tunnel = await StartAsync(cluster);
        var states = System.Threading.Channels.Channel.CreateUnbounded<TunnelState>();
        tunnel.StateChanged += (_, change) => states.Writer.TryWrite(change.State);

        cluster.Send("pod-1", "MODIFIED", ready: true, terminating: true);
        Assert.Equal(TunnelState.Reconnecting, await states.Reader.ReadAsync(Stop).AsTask().WaitAsync(Soon, Stop));
        var waiting = EchoAsync(tunnel, [1, 2, 3]);
        cluster.Send("pod-1", "DELETED", ready: false);
        Assert.False(waiting.IsCompleted);
        cluster.Ready("pod-2", Gateway);
        Assert.Equal([1, 2, 3], await waiting.WaitAsync(Soon, Stop));
        Assert.Equal(TunnelState.Connected, await states.Reader.ReadAsync(Stop).AsTask().WaitAsync(Soon, Stop));
        Assert.Contains(cluster.Server.Requests, static r => r.Contains("/pods/pod-2/portforward", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_way_to_the_pod_fails_it_says_so_and_comes_back_by_itself()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Gateway);
        await using var tunnel = await StartAsync(cluster);
        var reconnecting = new TaskCompletionSource();
        var connected = new TaskCompletionSource();
        tunnel.StateChanged += (_, change) => (change.State == TunnelState.Connected ? connected : reconnecting).TrySetResult();
        cluster.Failing = true;
        // Two may have been opened ahead.
        var waiting = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => EchoAsync(tunnel, [9])));
        await reconnecting.Task.WaitAsync(Soon, Stop);
        Assert.Contains("error dialing backend", tunnel.LastError, StringComparison.Ordinal);
        cluster.Failing = false;
        Assert.All(await waiting.WaitAsync(Soon, Stop), static answer => Assert.Equal([9], answer));
        await connected.Task.WaitAsync(Soon, Stop);
    }

    [Fact]
    public async Task A_refusal_of_the_pod_resets_that_client_only()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Gateway);
        await using var tunnel = await StartAsync(cluster);
        using var first = await ConnectAsync(tunnel);
        await first.SendAsync("ECHO 2\nA"u8.ToArray(), Stop);
        Assert.Equal(1, await first.ReceiveAsync(new byte[1], Stop));

        cluster.Ready("pod-1", null);
        SocketException? error = null;
        for (var i = 0; error is null && i < 3; i++)
        {
            // Two may have been opened ahead.
            using var second = await ConnectAsync(tunnel);
            await second.SendAsync("ECHO 1\nA"u8.ToArray(), Stop);
            error = await Record.ExceptionAsync(() => second.ReceiveAsync(new byte[1], Stop).AsTask()) as SocketException;
        }

        Assert.NotNull(error);
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        Assert.Contains("Nothing listens", tunnel.LastError, StringComparison.Ordinal);

        await first.SendAsync("B"u8.ToArray(), Stop);
        Assert.Equal(1, await first.ReceiveAsync(new byte[1], Stop));
    }

    [Fact]
    public async Task A_client_that_closed_its_side_still_gets_the_answer_and_the_end()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Gateway);
        await using var tunnel = await StartAsync(cluster);
        using var client = await ConnectAsync(tunnel);
        using var stream = new NetworkStream(client);
        await client.SendAsync("ECHO 5\nhello"u8.ToArray(), Stop);
        client.Shutdown(SocketShutdown.Send);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Stop).WaitAsync(Soon, Stop);
        Assert.Equal("hello", Encoding.ASCII.GetString(all.ToArray()));
    }

    [Fact]
    public async Task A_taken_port_is_told_with_who_has_it()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var port = ((IPEndPoint)other.LocalEndPoint!).Port;
        await using var cluster = await PortForwardCluster.StartAsync();
        var error = await Assert.ThrowsAsync<OpenClawException>(() => StartAsync(cluster, port));
        Assert.Equal(("TunnelPortInUse", ErrorKind.ResourceBusy), (error.ErrorId, error.Kind));
        Assert.Contains("-LocalPort 0", error.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Contains($"(process {Environment.ProcessId})", error.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Server.Requests);
    }

    [Fact]
    public async Task Stopping_frees_the_port_and_resets_what_is_open()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Gateway);
        await using var tunnel = await StartAsync(cluster);
        using var open = await ConnectAsync(tunnel);
        await open.SendAsync("ECHO 2\nA"u8.ToArray(), Stop);
        Assert.Equal(1, await open.ReceiveAsync(new byte[1], Stop));

        await tunnel.StopAsync().WaitAsync(Soon, Stop);
        await tunnel.Completion.WaitAsync(Soon, Stop);
        Assert.Equal((TunnelState.Stopped, 0), (tunnel.State, tunnel.Connections));
        Assert.DoesNotContain(tunnel, OpenClawTunnel.Active);
        await Assert.ThrowsAsync<SocketException>(() => open.ReceiveAsync(new byte[1], Stop).AsTask());
        await using var again = await StartAsync(cluster, tunnel.LocalPort);
        Assert.Equal(tunnel.LocalPort, again.LocalPort);
    }

    [Fact]
    public async Task A_pod_that_does_not_get_ready_is_explained_and_nothing_is_left_over()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Send("pod-1", "ADDED", ready: false);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => OpenClawTunnel.StartAsync(
            cluster.Instance, new() { LocalPort = 0, Timeout = TimeSpan.FromSeconds(2) }, OperationContext.Silent, Stop));
        Assert.Equal(("TunnelNotReady", ErrorKind.Timeout), (error.ErrorId, error.Kind));
        Assert.Contains("'pod-1' is not ready (Running: ContainersNotReady)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(OpenClawTunnel.Active, t => t.Instance.Cluster == cluster.Instance.Cluster);
    }

    [Fact]
    public async Task Cancelling_the_opening_ends_it_at_once()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var waiting = new TaskCompletionSource();
        var context = new OperationContext { Write = message => { if (message is ProgressMessage) waiting.TrySetResult(); } };
        var start = OpenClawTunnel.StartAsync(cluster.Instance, new() { LocalPort = 0 }, context, cancel.Token);
        await waiting.Task.WaitAsync(Soon, Stop);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(Soon, Stop));
    }

    private static Task<OpenClawTunnel> StartAsync(PortForwardCluster cluster, int port = 0) =>
        OpenClawTunnel.StartAsync(cluster.Instance, new() { LocalPort = port, Timeout = Soon }, OperationContext.Silent, Stop);

    private static Task Gateway(Stream stream) => GatewayAsync(stream, static _ => { });

    // Answers /healthz, on "ECHO n" sends back what comes until it has been n bytes, on "FLOOD" sends 256 MB.
    private static async Task GatewayAsync(Stream stream, Action<int> flooded)
    {
        if (await CommandAsync(stream) is not { } command)
            return;
        var buffer = new byte[32 * 1024];
        if (command == "FLOOD")
        {
            for (var i = 0; i < 8192; i++)
            {
                await stream.WriteAsync(buffer);
                flooded(buffer.Length);
            }

            return;
        }

        var rest = int.Parse(command["ECHO ".Length..], null);
        while (rest > 0)
        {
            var count = await stream.ReadAsync(buffer);
            if (count == 0)
                return;
            await stream.WriteAsync(buffer.AsMemory(0, count));
            rest -= count;
        }
    }

    // The first line; a request for /healthz is answered here.
    private static async Task<string?> CommandAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
            line.Append((char)one[0]);
        if (!line.ToString().StartsWith("GET /healthz ", StringComparison.Ordinal))
            return line.Length == 0 ? null : line.ToString();
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        return null;
    }

    private static async Task<Socket> ConnectAsync(OpenClawTunnel tunnel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, tunnel.LocalPort, Stop);
        return socket;
    }

    private static async Task<byte[]> EchoAsync(OpenClawTunnel tunnel, byte[] data)
    {
        using var socket = await ConnectAsync(tunnel);
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"ECHO {data.Length}\n"), Stop);
        var send = stream.WriteAsync(data, Stop).AsTask();
        var answer = new byte[data.Length];
        await stream.ReadExactlyAsync(answer, Stop);
        await send;
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Stop));
        return answer;
    }
}
