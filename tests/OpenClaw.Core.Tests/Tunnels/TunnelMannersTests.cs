using System.Net;
using System.Net.Sockets;
using OpenClaw.Operations;
using OpenClaw.Tests.Kubernetes;
using static OpenClaw.Tests.Tunnels.TunnelClient;

namespace OpenClaw.Tests.Tunnels;

public sealed class TunnelMannersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_listens_on_both_loopbacks_and_nowhere_else()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Pod("pod-1"));
        await using var tunnel = await StartAsync(cluster);
        Assert.Equal("pod-1", await GetAsync(tunnel));
        if (HasV6())
            Assert.Equal("pod-1", await GetAsync(tunnel, host: "[::1]"));
        Assert.DoesNotContain(
            System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(),
            e => e.Port == tunnel.LocalPort && !IPAddress.IsLoopback(e.Address));
    }

    [Fact]
    public async Task A_port_that_another_tunnel_or_only_the_other_loopback_has_is_told()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Pod("pod-1"));
        await using var tunnel = await StartAsync(cluster);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => StartAsync(cluster, new() { LocalPort = tunnel.LocalPort }));
        Assert.Contains("is in use by this process's own tunnel to 'claw'", error.Message, StringComparison.Ordinal);
        if (!HasV6())
            return;
        using var other = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        other.Listen();
        var port = ((IPEndPoint)other.LocalEndPoint!).Port;
        error = await Assert.ThrowsAsync<OpenClawException>(() => StartAsync(cluster, new() { LocalPort = port }));
        Assert.Equal("TunnelPortInUse", error.ErrorId);
        Assert.StartsWith($"Port {port} on ::1 is in use", error.Message, StringComparison.Ordinal);
        // What it had of the port already is given back.
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task Twenty_tunnels_at_once_keep_out_of_each_others_way()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Pod("pod-1"));
        var tunnels = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync(cluster)));
        try
        {
            Assert.Equal(20, tunnels.Select(static t => t.LocalPort).Distinct().Count());
            var changes = tunnels.Select(static t => t.Changes()).ToList();
            cluster.Kill("pod-1");
            cluster.Send("pod-1", "DELETED", ready: false);
            cluster.Ready("pod-2", Pod("pod-2"));
            await Task.WhenAll(changes.Select(static c => c.NextAsync(TunnelState.Connected)));
            await tunnels[0].StopAsync();
            Assert.All(await Task.WhenAll(tunnels[1..].Select(static t => GetAsync(t))), static pod => Assert.Equal("pod-2", pod));
        }
        finally
        {
            await Task.WhenAll(tunnels.Select(static t => t.StopAsync()));
        }

        Assert.All(tunnels, static t => Assert.True(IsFree(t.LocalPort)));
    }

    [Fact]
    public async Task Cancelled_at_any_moment_it_leaves_nothing_behind()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", Pod("pod-1"));
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var random = new Random(7);
            var (opened, cancelled) = (0, 0);
            for (var i = 0; i < 50; i++)
            {
                using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
                // The same port each time: one that is left open fails the next start.
                var start = StartAsync(cluster, new() { LocalPort = port, Timeout = Soon }, cancel.Token);
                cancel.CancelAfter(TimeSpan.FromMilliseconds(random.NextDouble() * 40));
                try
                {
                    await using var tunnel = await start.WaitAsync(Soon, Stop);
                    var client = GetAsync(tunnel, 100_000);
                    await tunnel.StopAsync().WaitAsync(Soon, Stop);
                    opened++;
                    await Task.WhenAny(client);
                    Assert.Equal(0, tunnel.Connections);
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    cancelled++;
                }

                Assert.True(IsFree(port));
            }

            TestContext.Current.SendDiagnosticMessage("{0} opened, {1} cancelled", opened, cancelled);
            Assert.True(cancelled > 0);
            Assert.DoesNotContain(OpenClawTunnel.Active, t => t.LocalPort == port);
        }

        for (var waited = 0; cluster.OpenRequests > 0 && waited < 1000; waited++)
            await Task.Delay(10, Stop);
        Assert.Equal(0, cluster.OpenRequests);
    }

    [Fact]
    public async Task The_kubeconfigs_proxy_carries_all_of_it()
    {
        await using var cluster = await PortForwardCluster.StartAsync(secure: true);
        await using var proxy = TcpRelay.Proxy();
        // A name that only the proxy knows: nothing gets there past it.
        cluster.Connect = () => cluster.Server.Connection with
        {
            Server = new($"https://cluster.invalid:{cluster.Server.Address.Port}/"),
            TlsServerName = "localhost",
            SkipTlsVerify = true,
            Proxy = new($"http://user:p%40ss@127.0.0.1:{proxy.Port}"),
        };
        cluster.Ready("pod-1", Pod("pod-1"));
        await using var tunnel = await StartAsync(cluster);
        Assert.Equal("pod-1", await GetAsync(tunnel, 100_000));
        Assert.NotEmpty(proxy.Asked);
        Assert.All(proxy.Asked, a => Assert.Equal($"cluster.invalid:{cluster.Server.Address.Port}", a.Target));

        var changes = tunnel.Changes();
        proxy.Down();
        await changes.NextAsync(TunnelState.Reconnecting);
        var waiting = GetAsync(tunnel);
        proxy.Up();
        Assert.Equal("pod-1", await waiting.WaitAsync(Soon, Stop));
    }

    [Fact]
    public async Task A_cluster_that_does_not_let_us_in_is_told_at_once()
    {
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Token = "other";
        var error = await Assert.ThrowsAnyAsync<OpenClawException>(
            () => OpenClawTunnel.StartAsync(cluster.Instance, new() { LocalPort = 0 }, OperationContext.Silent, Stop).WaitAsync(Soon, Stop));
        Assert.Equal(ErrorKind.AuthenticationError, error.Kind);
    }

    private static bool HasV6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
