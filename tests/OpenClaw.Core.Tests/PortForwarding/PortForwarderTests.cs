using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using OpenClaw.Kubernetes;
using OpenClaw.Kubernetes.PortForwarding;

namespace OpenClaw.Tests.PortForwarding;

/// <summary>The transport against the sandbox's server, which kubectl is the judge of.</summary>
public sealed class PortForwarderTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly PortForwardOptions OneCarrier = new() { MaxCarriers = 1, SpareCarriers = 1 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // 2 GB each way when asked: OPENCLAW_TEST_TUNNEL_MEGABYTES=2048.
    private static long Volume => (long.TryParse(Environment.GetEnvironmentVariable("OPENCLAW_TEST_TUNNEL_MEGABYTES"), out var given) ? given : 128) << 20;

    [Fact]
    public async Task Much_data_arrives_as_it_was_sent_both_ways()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward();
        Assert.Equal(PodPrograms.HashOfData(Volume), await DownloadAsync(forward, Volume));
        Assert.Equal(PodPrograms.HashOfData(Volume), await UploadAsync(forward, Volume));
        Assert.False(forward.Losses.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Connections_at_once_each_get_their_own_bytes()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward(new() { MaxCarriers = 3 });
        var hashes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            var length = (i * 700_000L) + 3;
            var got = i % 2 == 0 ? await DownloadAsync(forward, length) : await UploadAsync(forward, length);
            return got.AsSpan().SequenceEqual(PodPrograms.HashOfData(length));
        }));
        Assert.All(hashes, Assert.True);
        Assert.InRange(server.Carriers, 1, 3);
    }

    [Fact]
    public async Task A_connection_costs_one_carrier_once()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward(OneCarrier);
        for (var i = 0; i < 20; i++)
            Assert.Equal([1, 2, 3], await EchoAsync(forward, [1, 2, 3]));
        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_the_error_of_that_connection_only()
    {
        await using var server = await SpdyServer.StartAsync();
        int port;
        await using (var gone = new PodPrograms())
            port = gone.Port;
        await using var forward = server.Forward(OneCarrier, port);
        await forward.PrepareAsync();
        for (var i = 0; i < 3; i++)
        {
            await using var connection = await forward.ConnectAsync();
            var error = await Assert.ThrowsAsync<OpenClawException>(() => ReadAsync(connection));
            Assert.Equal(("PortForwardRefused", ErrorKind.ResourceUnavailable), (error.ErrorId, error.Kind));
        }

        Assert.Equal((1, 1), (server.Asked, server.Carriers));
        Assert.False(forward.Losses.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(403)]
    public async Task A_connection_that_the_pod_breaks_off_fails_and_does_not_hang(int? refusalOfSpdy)
    {
        await using var server = await SpdyServer.StartAsync();
        server.Refusal = refusalOfSpdy;
        using var pod = new TcpListener(IPAddress.Loopback, 0);
        pod.Start();
        await using var forward = server.Forward(OneCarrier, ((IPEndPoint)pod.LocalEndpoint).Port);
        await using var connection = await forward.ConnectAsync();
        await connection.WriteAsync(new byte[] { 1 }, Stop);
        using (var broken = await pod.AcceptSocketAsync(Stop))
        {
            Assert.Equal(1, await broken.ReceiveAsync(new byte[1], Stop));
            broken.LingerState = new(true, 0);
        }

        var error = await Assert.ThrowsAsync<OpenClawException>(() => ReadAsync(connection)).WaitAsync(Soon, Stop);
        Assert.Equal(("PortForwardFailed", ErrorKind.ConnectionError), (error.ErrorId, error.Kind));
        Assert.Contains("reset by peer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_sleeps_harms_nobody_and_takes_little_memory()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward();
        await using var sleeper = await forward.ConnectAsync();
        await sleeper.WriteAsync(DataCommand(1L << 30), Stop);
        Assert.True(await ReadAsync(sleeper) > 0);
        Assert.Equal(PodPrograms.HashOfData(30_000_000), await DownloadAsync(forward, 30_000_000).WaitAsync(Soon, Stop));
        Assert.Equal(PodPrograms.HashOfData(30_000_000), await UploadAsync(forward, 30_000_000).WaitAsync(Soon, Stop));
        Assert.InRange(server.Programs.Written, 1, 60 << 20);
        var rest = new byte[64 * 1024];
        for (var i = 0; i < 1000; i++)
            Assert.NotEqual(0, await sleeper.ReadAsync(rest, Stop));
    }

    [Fact]
    public async Task Windows_that_the_server_keeps_to_let_sleepers_share_a_carrier()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward(OneCarrier with { SharedReceiveLimit = int.MaxValue });
        await using var sleeper = await forward.ConnectAsync();
        await sleeper.WriteAsync(DataCommand(1L << 30), Stop);
        Assert.True(await ReadAsync(sleeper) > 0);
        Assert.Equal(PodPrograms.HashOfData(30_000_000), await DownloadAsync(forward, 30_000_000).WaitAsync(Soon, Stop));
        Assert.Equal(1, server.Asked);
        Assert.InRange(server.Programs.Written, 1, 60 << 20);
    }

    [Fact]
    public async Task Many_connections_come_and_go_and_leave_nothing()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward();
        await RoundAsync();
        GC.Collect();
        var (memory, sockets) = (GC.GetTotalMemory(true), Sockets());
        for (var round = 0; round < 10; round++)
            await RoundAsync();
        await UntilAsync(() => server.Programs.Open == 0);
        await UntilAsync(() => Sockets() <= sockets + 2);
        await UntilAsync(() => GC.GetTotalMemory(true) < memory + (16 << 20));
        Assert.InRange(server.Carriers, 1, new PortForwardOptions().MaxCarriers);

        async Task RoundAsync()
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
            {
                var sent = BitConverter.GetBytes(i);
                return (await EchoAsync(forward, sent)).AsSpan().SequenceEqual(sent);
            })).WaitAsync(Soon, Stop);
            Assert.All(answers, Assert.True);
        }
    }

    [Fact]
    public async Task When_the_server_breaks_off_open_connections_fail_and_new_ones_work()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward();
        await using var open = await forward.ConnectAsync();
        await open.WriteAsync("S"u8.ToArray(), Stop);
        server.CutAll();
        var error = await Assert.ThrowsAsync<OpenClawException>(() => ReadAsync(open));
        Assert.Equal("PortForwardBroken", error.ErrorId);
        Assert.Equal([7], await EchoAsync(forward, [7]).WaitAsync(Soon, Stop));
    }

    [Fact]
    public async Task What_is_closed_while_idle_is_opened_again_and_nobody_is_told()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward(OneCarrier);
        await forward.PrepareAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.1), Stop); // A carrier that lived shorter is a loss.
        server.CutAll();
        await UntilAsync(() => server is { Asked: 2, Carriers: 1 });
        Assert.Equal([7], await EchoAsync(forward, [7]).WaitAsync(Soon, Stop));
        Assert.False(forward.Losses.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told_once_without_traffic_and_found_again()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward(OneCarrier);
        await forward.PrepareAsync();
        server.Refusal = 503;
        server.CutAll();
        var (pod, error) = await forward.Losses.Reader.ReadAsync(Stop).AsTask().WaitAsync(Soon, Stop);
        Assert.Equal("pod-1", pod);
        Assert.NotEmpty(error.Message);
        await Assert.ThrowsAsync<OpenClawException>(() => forward.PrepareAsync());
        server.Refusal = null;
        await forward.PrepareAsync();
        Assert.Equal([7], await EchoAsync(forward, [7]).WaitAsync(Soon, Stop));
        Assert.False(forward.Losses.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(501)]
    public async Task A_server_without_spdy_gets_v4_and_is_asked_once(int code)
    {
        await using var server = await SpdyServer.StartAsync();
        server.Refusal = code;
        await using var forward = server.Forward();
        await forward.PrepareAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal([1, 2, 3], await EchoAsync(forward, [1, 2, 3], ends: false));
        Assert.Equal(PodPrograms.HashOfData(20_000_000), await DownloadAsync(forward, 20_000_000));
        Assert.Equal(1, server.Asked);
        await UntilAsync(() => server.Programs.Open <= new PortForwardOptions().ReserveSize);
    }

    [Fact]
    public async Task A_v4_connection_kept_ready_is_used_while_it_is_fresh()
    {
        await using var server = await SpdyServer.StartAsync();
        server.Refusal = 403;
        await using var forward = server.Forward(new() { ReserveAge = TimeSpan.FromSeconds(1) });
        await forward.PrepareAsync();
        await UntilAsync(() => server.Programs.Open == 2);
        Assert.Equal([5], await EchoAsync(forward, [5], ends: false));
        await UntilAsync(() => server.Programs.Open == 0);
        Assert.Equal([5], await EchoAsync(forward, [5], ends: false));
    }

    [Fact]
    public async Task A_missing_right_is_the_error_not_the_protocol()
    {
        await using var server = await Kubernetes.ScriptedApiServer.StartAsync(
            context => Kubernetes.ScriptedAnswers.StatusAsync(context, 403, "Forbidden", "pods \"pod-1\" is forbidden: User \"u\" cannot get resource"));
        await using var forward = new Forwarding(server.Connection, 1, new());
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => forward.PrepareAsync());
            Assert.Equal(ErrorKind.PermissionDenied, error.Kind);
        }
    }

    [Fact]
    public async Task Opening_and_reading_stop_when_they_are_cancelled()
    {
        await using var server = await SpdyServer.StartAsync();
        await using var forward = server.Forward();
        await using var connection = await forward.ConnectAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var read = connection.ReadAsync(new byte[1], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Soon, Stop));
        await connection.WriteAsync("E!"u8.ToArray(), Stop);
        Assert.Equal(1, await ReadAsync(connection));
    }

    private static Task<int> ReadAsync(IPortForwardConnection connection) =>
        connection.ReadAsync(new byte[16], Stop).AsTask().WaitAsync(Soon, Stop);

    private static async Task<byte[]> EchoAsync(Forwarding forward, byte[] data, bool ends = true)
    {
        await using var connection = await forward.ConnectAsync();
        await connection.WriteAsync((byte[])[(byte)'E', .. data], Stop);
        var answer = new byte[data.Length];
        for (var at = 0; at < answer.Length;)
        {
            var count = await connection.ReadAsync(answer.AsMemory(at), Stop);
            Assert.NotEqual(0, count);
            at += count;
        }

        await connection.CompleteWritesAsync(Stop);
        if (ends)
            Assert.Equal(0, await ReadAsync(connection));
        return answer;
    }

    private static byte[] DataCommand(long length)
    {
        var command = new byte[9];
        command[0] = (byte)'D';
        BinaryPrimitives.WriteInt64BigEndian(command.AsSpan(1), length);
        return command;
    }

    private static async Task<byte[]> DownloadAsync(Forwarding forward, long length)
    {
        await using var connection = await forward.ConnectAsync();
        await connection.WriteAsync(DataCommand(length), Stop);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await connection.ReadAsync(buffer, Stop)) > 0)
            hash.AppendData(buffer, 0, count);
        return hash.GetHashAndReset();
    }

    // The program answers when it sees the end: half of the connection is closed, the other still carries.
    private static async Task<byte[]> UploadAsync(Forwarding forward, long length)
    {
        await using var connection = await forward.ConnectAsync();
        await connection.WriteAsync("H"u8.ToArray(), Stop);
        for (; length > 0; length -= PodPrograms.Block.Length)
            await connection.WriteAsync(PodPrograms.Block.AsMemory(0, (int)Math.Min(PodPrograms.Block.Length, length)), Stop);
        await connection.CompleteWritesAsync(Stop);
        var answer = new byte[33];
        var at = 0;
        for (int count; (count = await connection.ReadAsync(answer.AsMemory(at), Stop).AsTask().WaitAsync(Soon, Stop)) > 0;)
            at += count;
        return answer[..at];
    }

    private static int Sockets() => OperatingSystem.IsLinux()
        ? Directory.GetFiles("/proc/self/fd").Count(static f => new FileInfo(f).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true)
        : 0;

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !condition(); await Task.Delay(20, Stop))
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Soon, "It did not happen in time.");
    }
}
