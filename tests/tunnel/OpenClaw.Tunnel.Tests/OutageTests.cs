using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using OpenClaw.Bench.Lab;
using OpenClaw.Bench.Load;

namespace OpenClaw.Tunnel;

public sealed class OutageTests(RealNode node) : IClassFixture<RealNode>
{
    // A command that stops and starts the API server itself, given "stop" or "start"; without it a relay before the server goes away.
    private const string ApiServerVariable = "OPENCLAW_TEST_API_SERVER";

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Requests_made_while_the_api_server_is_away_are_answered_when_it_is_back()
    {
        var instance = node.Instance;
        await using var relay = new Relay(instance.Cluster.Server);
        var path = Path.GetTempFileName();
        await instance.Cluster.ThroughAsync(relay.Port, path);
        await using var tunnel = await node.StartAsync(path);

        await SwitchAsync(relay, "stop");
        // Until it knows, a new connection may still be sent the lost way, and is reset: nobody can tell what arrived.
        await Wait.UntilAsync(() => tunnel.Printed.ToString().Contains("Reconnecting", StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        var waiting = Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
            () => Answer(tunnel.Port, $"w{i}"), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        await SwitchAsync(relay, "start");
        var back = Stopwatch.StartNew();
        await Task.WhenAll(waiting);
        var recovered = back.Elapsed;

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"answered {recovered.TotalSeconds:0.0} s after the server was back; it said:\n{tunnel.Printed}"));
        Assert.True(recovered < Recovery);
        Assert.Contains("Reconnecting", tunnel.Printed.ToString(), StringComparison.Ordinal);
        Assert.Equal("right", Answer(tunnel.Port, "after"));
        File.Delete(path);
    }

    [Fact]
    public async Task A_network_that_cuts_idle_connections_off_after_ten_seconds_goes_unnoticed()
    {
        var instance = node.Instance;
        await using var relay = new Relay(instance.Cluster.Server) { IdleLimit = TimeSpan.FromSeconds(10) };
        var path = Path.GetTempFileName();
        await instance.Cluster.ThroughAsync(relay.Port, path);
        await using var tunnel = await node.StartAsync(path);
        using var kept = HttpConnection.Open(tunnel.Port);
        Assert.Equal(200, kept.Get("/small").Status);

        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
            var watch = Stopwatch.StartNew();
            Assert.Equal("right", Answer(tunnel.Port, $"idle{i}"));
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"a new connection after 15 s of silence took {watch.ElapsedMilliseconds} ms; {relay.IdleCuts} were cut off"));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2));
        }

        Assert.Equal(200, kept.Get("/small").Status);
        File.Delete(path);
    }

    [Fact]
    public async Task A_server_that_refuses_SPDY_is_not_asked_again_and_served_by_v4()
    {
        var instance = node.Instance;
        await using var proxy = await RefusingProxy.StartAsync(instance.Cluster);
        var path = Path.GetTempFileName();
        await instance.Cluster.ThroughAsync(proxy.Port, proxy.Authority, await instance.TokenAsync(), path);
        await using var tunnel = await node.StartAsync(path);

        for (var i = 0; i < 50; i++)
            Assert.Equal("right", Answer(tunnel.Port, $"v4-{i}"));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Factory.StartNew(
            () => Assert.Equal("right", Answer(tunnel.Port, $"p{i}")), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        TestContext.Current.TestOutputHelper!.WriteLine($"SPDY was asked for {proxy.Refused} times; it said:\n{tunnel.Printed}");
        Assert.InRange(proxy.Refused, 1, 2);
        File.Delete(path);
    }

    private static string Answer(int port, string tag)
    {
        using var connection = HttpConnection.Open(port);
        var (status, body) = connection.Get($"/pattern?tag={tag}&size=50000");
        return status == 200 && body == Pattern.Of(tag, 50_000) ? "right" : $"{status}, {body.Length} bytes";
    }

    private static async Task SwitchAsync(Relay relay, string what)
    {
        if (Environment.GetEnvironmentVariable(ApiServerVariable) is { Length: > 0 } command)
        {
            using var process = Process.Start("sh", ["-c", $"{command} {what}"]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
        else if (what == "stop")
        {
            relay.GoAway();
        }
        else
        {
            relay.ComeBack();
        }
    }
}
