using System.Net.Sockets;
using OpenClaw.Kubernetes;
using OpenClaw.Tunnels;
using static OpenClaw.Tests.Tunnels.TunnelClient;

namespace OpenClaw.Tests.Tunnels;

public sealed class TunnelHealingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_API_server_that_goes_away_and_comes_back_is_told_and_nobody_is_refused()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        await using var network = TcpRelay.To(cluster.Server.Address);
        cluster.Connect = () => cluster.Server.Connection with { Server = new($"http://127.0.0.1:{network.Port}/") };
        cluster.Ready("pod-1", Pod("pod-1"));
        await using var tunnel = await StartAsync(cluster);
        var changes = tunnel.Changes();

        network.Down();
        var lost = await changes.NextAsync(TunnelState.Reconnecting);
        Assert.Contains("cannot be reached: nothing listens there", lost.Reason, StringComparison.Ordinal);
        Assert.Equal((lost.Reason, lost.Time), (tunnel.Reason, tunnel.Since));
        var waiting = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync(tunnel)));
        network.Up();
        var back = await changes.NextAsync(TunnelState.Connected);
        Assert.Equal((TunnelState.Reconnecting, null), (back.PreviousState, back.Reason));
        Assert.All(await waiting.WaitAsync(Soon, Stop), static pod => Assert.Equal("pod-1", pod));
        Assert.Contains("cannot be reached", tunnel.LastError, StringComparison.Ordinal);
        Assert.Equal((TunnelState.Connected, null), (tunnel.State, tunnel.Reason));
    }

    [Fact]
    public async Task A_pod_replaced_while_the_API_server_was_away_is_found()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        await using var network = TcpRelay.To(cluster.Server.Address);
        cluster.Connect = () => cluster.Server.Connection with { Server = new($"http://127.0.0.1:{network.Port}/") };
        cluster.Ready("pod-1", Pod("pod-1"));
        await using var tunnel = await StartAsync(cluster);
        var changes = tunnel.Changes();
        network.Down();
        await changes.NextAsync(TunnelState.Reconnecting);
        cluster.Send("pod-1", "DELETED", ready: false);
        cluster.Ready("pod-2", Pod("pod-2"));
        network.Up();
        Assert.Equal("pod-2", await GetAsync(tunnel).WaitAsync(Soon, Stop));
    }

    [Fact]
    public async Task An_expired_credential_is_had_anew()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Token = "first";
        var had = 0;
        cluster.Connect = () =>
        {
            Interlocked.Increment(ref had);
            var token = cluster.Token;
            return cluster.Server.Connection with { GetTokenAsync = (_, _) => ValueTask.FromResult<string?>(token) };
        };
        cluster.Ready("pod-1", Pod("pod-1"));
        await using var tunnel = await StartAsync(cluster);
        var changes = tunnel.Changes();
        Assert.Equal(1, had);
        cluster.Token = "second";
        Assert.Contains("does not accept your credential", (await changes.NextAsync(TunnelState.Reconnecting)).Reason, StringComparison.Ordinal);
        await changes.NextAsync(TunnelState.Connected);
        Assert.Equal("pod-1", await GetAsync(tunnel));
        Assert.Equal(2, had);
    }

    [Fact]
    public async Task A_credential_that_nobody_renews_ends_the_tunnel_with_the_reason()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Token = "first";
        cluster.Connect = () => cluster.Server.Connection with { GetTokenAsync = static (_, _) => ValueTask.FromResult<string?>("first") };
        cluster.Ready("pod-1", Pod("pod-1"));
        var options = new TunnelOptions { LocalPort = 0, Timeout = Soon, RefusalPatience = TimeSpan.FromMinutes(10), Time = new JumpingTime(400) };
        await using var tunnel = await StartAsync(cluster, options);
        var changes = tunnel.Changes();
        cluster.Token = "second";
        await changes.NextAsync(TunnelState.Reconnecting);
        var waiting = GetAsync(tunnel);
        var end = await changes.NextAsync(TunnelState.Stopped);
        Assert.Contains("does not accept your credential", end.Reason, StringComparison.Ordinal);
        Assert.Contains("tried again for 10 minutes", end.Reason, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => tunnel.Completion.WaitAsync(Soon, Stop));
        Assert.Equal(("TunnelGaveUp", ErrorKind.AuthenticationError, end.Reason), (error.ErrorId, error.Kind, error.Message));
        Assert.Equal((TunnelState.Stopped, end.Reason, end.Reason), (tunnel.State, tunnel.Reason, tunnel.LastError));
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
        Assert.True(IsFree(tunnel.LocalPort));
    }

    [Fact]
    public async Task A_machine_that_slept_does_not_trust_what_was_open()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        await using var network = TcpRelay.To(cluster.Server.Address);
        cluster.Connect = () => cluster.Server.Connection with { Server = new($"http://127.0.0.1:{network.Port}/") };
        cluster.Ready("pod-1", Pod("pod-1"));
        var time = new JumpingTime(10);
        await using var tunnel = await StartAsync(cluster, new() { LocalPort = 0, Timeout = Soon, Time = time });
        network.SwallowOpen();
        cluster.Send("pod-1", "DELETED", ready: false);
        cluster.Ready("pod-2", Pod("pod-2"));
        time.Sleep(TimeSpan.FromHours(8));
        Assert.Equal("pod-2", await AwaitPodAsync(tunnel, "pod-2").WaitAsync(Soon, Stop));
    }

    [Fact]
    public async Task A_clock_that_jumps_back_is_a_sleep_too()
    {
        var time = new JumpingTime(100);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var noticed = new TaskCompletionSource();
        var watch = new MachineWatch(time, () => noticed.TrySetResult()).RunAsync(end.Token);
        time.Sleep(TimeSpan.FromMinutes(-30));
        await noticed.Task.WaitAsync(Soon, Stop);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
    }

    [Fact]
    public async Task A_connection_waits_no_longer_than_the_hold_time()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Pod("pod-1"));
        await using var tunnel = await StartAsync(cluster, new() { LocalPort = 0, Timeout = Soon, HoldTime = TimeSpan.FromSeconds(1) });
        var changes = tunnel.Changes();
        cluster.Send("pod-1", "MODIFIED", ready: true, terminating: true);
        Assert.Equal("pod 'pod-1' is being deleted.", (await changes.NextAsync(TunnelState.Reconnecting)).Reason);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync("127.0.0.1", tunnel.LocalPort, Stop);
        var error = await Assert.ThrowsAsync<SocketException>(() => client.ReceiveAsync(new byte[1], Stop).AsTask().WaitAsync(Soon, Stop));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        Assert.Equal("A connection was given up after waiting 1 seconds for OpenClaw: pod 'pod-1' is being deleted.", tunnel.LastError);
        Assert.Equal(TunnelState.Reconnecting, tunnel.State);
    }

    [Fact]
    public async Task A_waiting_connection_does_not_hammer_a_server_that_answers_with_errors()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Pod("pod-1"));
        await using var tunnel = await StartAsync(cluster, new() { LocalPort = 0, Timeout = Soon, HoldTime = TimeSpan.FromSeconds(2) });
        cluster.Failing = true;
        var before = cluster.Server.Requests.Count;
        // Two may have been opened ahead; the third is reset after the hold time.
        var clients = Enumerable.Range(0, 3).Select(_ => GetAsync(tunnel)).ToList();
        await Assert.ThrowsAsync<HttpRequestException>(() => Task.WhenAll(clients).WaitAsync(Soon, Stop));
        // Pauses double from 0.25 s: five attempts or so, of few requests each.
        Assert.InRange(cluster.Server.Requests.Count - before, 2, 60);
    }

    [Fact]
    public async Task What_a_listener_throws_harms_nothing()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Pod("pod-1"));
        await using var tunnel = await StartAsync(cluster);
        tunnel.StateChanged += static (_, _) => throw new InvalidOperationException("a listener's mistake");
        var changes = tunnel.Changes();
        cluster.Send("pod-1", "DELETED", ready: false);
        await changes.NextAsync(TunnelState.Reconnecting);
        cluster.Ready("pod-2", Pod("pod-2"));
        await changes.NextAsync(TunnelState.Connected);
        Assert.Equal("pod-2", await GetAsync(tunnel));
    }

    [Fact]
    public async Task Sixty_four_clients_through_twenty_pod_deletions_lose_and_mix_nothing()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-0", Pod("pod-0"));
        await using var tunnel = await StartAsync(cluster);
        // What a request may not come from: the pods before the one that was ready when it was sent.
        var (ready, going) = (0, 0);
        var (served, broken) = (0, 0);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var clients = Enumerable.Range(0, 64).Select(client => Task.Run(async () =>
        {
            for (var i = 0; !end.IsCancellationRequested; i++)
            {
                var oldest = Volatile.Read(ref ready);
                try
                {
                    var pod = await GetAsync(tunnel, 1 + ((client * 7919) + (i * 104729)) % 50_000);
                    Assert.True(int.Parse(pod["pod-".Length..], null) >= oldest);
                    Interlocked.Increment(ref served);
                }
                catch (HttpRequestException) when (Volatile.Read(ref going) > oldest)
                {
                    // It was under way when its pod went; it was told so.
                    Interlocked.Increment(ref broken);
                }
                catch (HttpRequestException e)
                {
                    throw new InvalidOperationException($"Lost without a deletion after pod-{oldest}: {tunnel.LastError}", e);
                }
            }
        })).ToList();

        for (var pod = 1; pod <= 20; pod++)
        {
            var target = Volatile.Read(ref served) + 64;
            while (Volatile.Read(ref served) < target)
                await Task.WhenAny(Task.WhenAny(clients), Task.Delay(5, Stop));
            Volatile.Write(ref going, pod);
            cluster.Send($"pod-{pod - 1}", "MODIFIED", ready: true, terminating: true);
            cluster.Kill($"pod-{pod - 1}");
            cluster.Send($"pod-{pod - 1}", "DELETED", ready: false);
            cluster.Ready($"pod-{pod}", Pod($"pod-{pod}"));
            // The tunnel hears of it a moment after the cluster has said it.
            await AwaitPodAsync(tunnel, $"pod-{pod}");
            Volatile.Write(ref ready, pod);
        }

        Assert.Equal("pod-20", await GetAsync(tunnel));
        await end.CancelAsync();
        await Task.WhenAll(clients).WaitAsync(Soon, Stop);
        Assert.True(served > 20 * 64);
        TestContext.Current.SendDiagnosticMessage("{0} served, {1} told that they broke", served, broken);
    }

    private static async Task<string> AwaitPodAsync(OpenClawTunnel tunnel, string wanted)
    {
        while (true)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                var pod = await GetAsync(tunnel).WaitAsync(patience.Token);
                if (pod == wanted)
                    return pod;
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
            {
            }
        }
    }
}
