using System.Net;
using System.Security.Cryptography;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class PortForwardCases(ContractCluster cluster) : PodCases(cluster)
{
    // Sends back what it gets, and closes when it has got all.
    private const string Echo = "echo one; exec nc -ll -p 8080 -e cat";

    [Fact]
    public async Task A_forwarded_port_carries_bytes_both_ways()
    {
        await RunEchoAsync();
        using var channels = await ForwardAsync(8080);
        Assert.Equal([0x90, 0x1f], channels.Bytes(0));
        Assert.Equal([0x90, 0x1f], channels.Bytes(1));
        await channels.SendAsync(0, "hello\n");
        await channels.ReceiveUntilAsync(() => channels.Text(0).EndsWith("hello\n", StringComparison.Ordinal));
        await channels.SendAsync(0, "again\n");
        await channels.ReceiveUntilAsync(() => channels.Text(0).EndsWith("again\n", StringComparison.Ordinal));
        Assert.Equal(2, channels.Bytes(1).Length);
    }

    [Fact]
    public async Task A_port_nobody_listens_on_is_told_on_the_error_channel()
    {
        await RunAsync("echo one; " + Forever, "one");
        using var channels = await ForwardAsync(9);
        await channels.ReceiveUntilAsync(() => channels.Bytes(1).Length > 2);
        Assert.Contains("refused", channels.Text(1), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_pod_that_goes_takes_its_connections_along()
    {
        await RunEchoAsync();
        using var channels = await ForwardAsync(8080);
        await channels.SendAsync(0, "hello\n");
        await channels.ReceiveUntilAsync(() => channels.Text(0).EndsWith("hello\n", StringComparison.Ordinal));
        (await Cluster.DeleteAsync($"{Pods}/web")).Is(HttpStatusCode.OK);
        await channels.ReceiveUntilAsync(static () => false);
        Assert.True(channels.IsClosed);
    }

    [Fact]
    public async Task Over_spdy_several_connections_share_one()
    {
        await RunEchoAsync();
        await using var spdy = await SpdyForwardAsync();
        var first = await spdy.OpenForwardAsync(8080);
        var second = await spdy.OpenForwardAsync(8080);
        await spdy.SendAsync(second.Data, "second"u8.ToArray());
        await spdy.SendAsync(first.Data, "first"u8.ToArray());
        await spdy.ReceiveUntilAsync(() => spdy.Bytes(first.Data).Length == 5 && spdy.Bytes(second.Data).Length == 6);
        Assert.Equal("first"u8.ToArray(), spdy.Bytes(first.Data));
        Assert.Equal("second"u8.ToArray(), spdy.Bytes(second.Data));
    }

    [Fact]
    public async Task Over_spdy_a_closed_half_leaves_the_other_open_until_all_has_come()
    {
        await RunEchoAsync();
        var sent = RandomNumberGenerator.GetBytes(300_000);
        await using var spdy = await SpdyForwardAsync();
        var (data, error) = await spdy.OpenForwardAsync(8080);
        var receiving = spdy.ReceiveUntilAsync(() => spdy.IsEnded(data) && spdy.IsEnded(error));
        await spdy.SendAsync(data, sent);
        await spdy.SendAsync(data, [], isLast: true);
        await receiving;
        Assert.Equal(sent, spdy.Bytes(data));
        Assert.Empty(spdy.Bytes(error));
    }

    [Fact]
    public async Task Over_spdy_a_port_nobody_listens_on_is_told_and_the_others_go_on()
    {
        await RunEchoAsync();
        await using var spdy = await SpdyForwardAsync();
        var refused = await spdy.OpenForwardAsync(9);
        await spdy.ReceiveUntilAsync(() => spdy.IsEnded(refused.Error));
        Assert.Contains("refused", System.Text.Encoding.UTF8.GetString(spdy.Bytes(refused.Error)), StringComparison.OrdinalIgnoreCase);
        var (data, _) = await spdy.OpenForwardAsync(8080);
        await spdy.SendAsync(data, "hello"u8.ToArray());
        await spdy.ReceiveUntilAsync(() => spdy.Bytes(data).Length == 5);
    }

    [Fact]
    public async Task Over_spdy_a_pod_that_goes_ends_its_connections()
    {
        await RunEchoAsync();
        await using var spdy = await SpdyForwardAsync();
        var (data, _) = await spdy.OpenForwardAsync(8080);
        await spdy.SendAsync(data, "hello"u8.ToArray());
        await spdy.ReceiveUntilAsync(() => spdy.Bytes(data).Length == 5);
        (await Cluster.DeleteAsync($"{Pods}/web")).Is(HttpStatusCode.OK);
        await spdy.ReceiveUntilAsync(() => spdy.IsEnded(data));
        Assert.True(spdy.IsEnded(data) || spdy.IsClosed);
    }

    [Fact]
    public async Task Over_spdy_a_ping_is_answered()
    {
        await RunEchoAsync();
        await using var spdy = await SpdyForwardAsync();
        await spdy.PingAsync(1);
        await spdy.ReceiveUntilAsync(() => spdy.Pings.Contains(1u));
        Assert.Equal([1u], spdy.Pings);
    }

    // Runs it, and waits until it listens.
    private async Task RunEchoAsync()
    {
        await RunAsync(Echo, "one");
        for (var tries = 0; ; tries++)
        {
            using var channels = await ForwardAsync(8080);
            await channels.SendAsync(0, "hello\n");
            await channels.ReceiveUntilAsync(() => channels.Bytes(0).Length > 2 || channels.Bytes(1).Length > 2);
            if (channels.Bytes(0).Length > 2)
                return;
            Assert.True(tries < 100, channels.Text(1));
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    // Connected, and told the port on both channels.
    private async Task<Channels> ForwardAsync(int port)
    {
        var channels = new Channels(await Cluster.ConnectAsync($"{Pods}/web/portforward?ports={port}", Channels.Protocol));
        await channels.ReceiveUntilAsync(() => channels.Bytes(0).Length >= 2 && channels.Bytes(1).Length >= 2);
        return channels;
    }

    private async Task<SpdyClient> SpdyForwardAsync() => new(await Cluster.UpgradeAsync($"{Pods}/web/portforward", "SPDY/3.1", "portforward.k8s.io"));
}
