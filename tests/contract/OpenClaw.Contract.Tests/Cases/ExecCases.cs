using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class ExecCases(ContractCluster cluster) : PodCases(cluster)
{
    private const byte Close = 255;

    [Fact]
    public async Task A_command_gives_its_output_and_its_exit_code()
    {
        await RunAsync("echo one; " + Forever, "one");
        using var channels = await ExecAsync("sh", "-c", "echo out; echo err >&2; exit 7");
        Assert.Equal("out\n", channels.Text(Output));
        Assert.Equal("err\n", channels.Text(Error));
        var status = Result(channels);
        Assert.Equal("Failure", status["status"]!.GetValue<string>());
        Assert.Equal("NonZeroExitCode", status["reason"]!.GetValue<string>());
        Assert.Equal("ExitCode", status["details"]!["causes"]![0]!["reason"]!.GetValue<string>());
        Assert.Equal("7", status["details"]!["causes"]![0]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_command_that_succeeds_says_so()
    {
        await RunAsync("echo one; " + Forever, "one");
        using var channels = await ExecAsync("true");
        Assert.Equal("Success", Result(channels)["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_an_error_of_the_server()
    {
        await RunAsync("echo one; " + Forever, "one");
        using var channels = await ExecAsync("no-such-program");
        Assert.Equal("Failure", Result(channels)["status"]!.GetValue<string>());
        Assert.Equal("InternalError", Result(channels)["reason"]!.GetValue<string>());
        Assert.Contains("no-such-program", Result(channels)["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_output_comes_whole_and_in_order()
    {
        await RunAsync("echo one; " + Forever, "one");
        using var channels = await ExecAsync("seq", "1", "200000");
        Assert.Equal(string.Concat(Enumerable.Range(1, 200000).Select(static n => n.ToString(CultureInfo.InvariantCulture) + "\n")), channels.Text(Output));
        Assert.Equal("Success", Result(channels)["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Standard_input_reaches_the_command()
    {
        await RunAsync("echo one; " + Forever, "one");
        using var channels = await OpenExecAsync(Channels.Protocol, "stdin=true&stdout=true&stderr=true", "head", "-n", "1");
        await channels.SendAsync(Input, "hel");
        await channels.SendAsync(Input, "lo\n");
        await channels.ReceiveUntilAsync(() => channels.Bytes(Outcome).Length > 0);
        Assert.Equal("hello\n", channels.Text(Output));
        Assert.Equal("Success", Result(channels)["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Standard_input_can_be_closed()
    {
        Cluster.RequireSince(30, "Closing standard input over a WebSocket (v5.channel.k8s.io)");
        await RunAsync("echo one; " + Forever, "one");
        using var channels = await OpenExecAsync("v5.channel.k8s.io", "stdin=true&stdout=true&stderr=true", "cat");
        await channels.SendAsync(Input, "all there is");
        await channels.SendAsync(Close, "\0");
        await channels.ReceiveUntilAsync(() => channels.Bytes(Outcome).Length > 0);
        Assert.Equal("all there is", channels.Text(Output));
    }

    [Fact]
    public async Task Nothing_runs_where_nothing_is()
    {
        await RunAsync("echo one; " + Forever, "one");
        Assert.Equal(404, await RefusedAsync($"{Pods}/none/exec?command=true&stdout=true"));
        Assert.Equal(400, await RefusedAsync($"{Pods}/web/exec?command=true&stdout=true&container=none"));
        Assert.Equal(400, await RefusedAsync($"{Pods}/web/exec?command=true"));
    }

    // The HTTP status a WebSocket was refused with.
    private async Task<int> RefusedAsync(string path)
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        var error = await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => Cluster.ConnectAsync(socket, path, Channels.Protocol));
        return socket.HttpStatusCode != 0 ? (int)socket.HttpStatusCode : throw error;
    }

    private static JsonNode Result(Channels channels) => JsonNode.Parse(channels.Text(Outcome))!;
}
