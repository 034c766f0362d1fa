using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class PodCases(ContractCluster cluster) : ContractCases(cluster)
{
    private const byte Output = 1;
    private const byte Error = 2;
    private const byte Outcome = 3;

    [Theory]
    [InlineData("", "one two three four")]
    [InlineData("tailLines=2", "three four")]
    [InlineData("tailLines=0", "")]
    [InlineData("limitBytes=7", "one two")]
    [InlineData("container=main&tailLines=1", "four")]
    public async Task Logs_are_read_from_where_one_asks(string query, string lines)
    {
        await RunAsync("for line in one two three four; do echo $line; done; exec sleep 600", "four");
        var answer = await Cluster.GetAsync($"{Pods}/web/log?{query}");
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal("text/plain", answer.ContentType);
        Assert.Equal(lines, answer.Text.ReplaceLineEndings(" ").TrimEnd());
    }

    [Fact]
    public async Task Lines_can_carry_their_time()
    {
        await RunAsync("echo one; exec sleep 600", "one");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d) one\n$", (await Cluster.GetAsync($"{Pods}/web/log?timestamps=true")).Text);
    }

    [Fact]
    public async Task Following_ends_with_the_container()
    {
        await RunAsync("echo one; while [ ! -e /tmp/go ]; do sleep 0.1; done; echo two", "one");
        var following = Cluster.GetAsync($"{Pods}/web/log?follow=true");
        await ExecAsync("touch", "/tmp/go");
        Assert.Equal("one\ntwo\n", (await following).Text);
    }

    [Fact]
    public async Task The_run_before_can_be_read()
    {
        await RunAsync("echo started; while [ ! -e /tmp/go ]; do sleep 0.1; done; echo ended; exit 3", "started", restart: "Always");
        (await Cluster.GetAsync($"{Pods}/web/log?previous=true")).Fails(HttpStatusCode.BadRequest, "BadRequest");
        await ExecAsync("touch", "/tmp/go");
        var pod = (await Cluster.UntilAsync($"{Pods}/web", answer => Container(answer)?["restartCount"]?.GetValue<int>() == 1)).Json;
        Assert.Equal(3, pod["status"]!["containerStatuses"]![0]!["lastState"]!["terminated"]!["exitCode"]!.GetValue<int>());
        Assert.Equal("started\nended\n", (await Cluster.GetAsync($"{Pods}/web/log?previous=true")).Text);
    }

    [Fact]
    public async Task Logs_of_nothing_are_refused()
    {
        await RunAsync("echo one; exec sleep 600", "one");
        (await Cluster.GetAsync($"{Pods}/none/log")).Fails(HttpStatusCode.NotFound, "NotFound");
        (await Cluster.GetAsync($"{Pods}/web/log?container=none")).Fails(HttpStatusCode.BadRequest, "BadRequest");
        (await Cluster.GetAsync($"{Pods}/web/log?tailLines=-1")).IsInvalid("tailLines FieldValueInvalid");
    }

    [Fact]
    public async Task A_command_gives_its_output_and_its_exit_code()
    {
        await RunAsync("echo one; exec sleep 600", "one");
        using var channels = await ExecAsync("sh", "-c", "echo out; echo err >&2; exit 7");
        Assert.Equal("out\n", channels.Text(Output));
        Assert.Equal("err\n", channels.Text(Error));
        var status = JsonNode.Parse(channels.Text(Outcome))!;
        Assert.Equal("Failure", status["status"]!.GetValue<string>());
        Assert.Equal("NonZeroExitCode", status["reason"]!.GetValue<string>());
        Assert.Equal("ExitCode", status["details"]!["causes"]![0]!["reason"]!.GetValue<string>());
        Assert.Equal("7", status["details"]!["causes"]![0]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_command_that_succeeds_says_so()
    {
        await RunAsync("echo one; exec sleep 600", "one");
        using var channels = await ExecAsync("true");
        Assert.Equal("Success", JsonNode.Parse(channels.Text(Outcome))!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_forwarded_port_carries_bytes_both_ways()
    {
        await RunAsync("mkdir /tmp/site; echo hello >/tmp/site/index.html; httpd -p 8080 -h /tmp/site; echo one; exec sleep 600", "one");
        using var channels = new Channels(await Cluster.ConnectAsync($"{Pods}/web/portforward?ports=8080", Channels.Protocol));
        await channels.ReceiveUntilAsync(() => channels.Bytes(0).Length >= 2 && channels.Bytes(1).Length >= 2);
        Assert.Equal([0x90, 0x1f], channels.Bytes(0));
        Assert.Equal([0x90, 0x1f], channels.Bytes(1));
        await channels.SendAsync(0, "GET /index.html HTTP/1.0\r\n\r\n");
        await channels.ReceiveUntilAsync(() => channels.Text(0).EndsWith("hello\n", StringComparison.Ordinal));
        Assert.Contains("200 OK", channels.Text(0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_nobody_listens_on_is_told_on_the_error_channel()
    {
        await RunAsync("echo one; exec sleep 600", "one");
        using var channels = new Channels(await Cluster.ConnectAsync($"{Pods}/web/portforward?ports=9", Channels.Protocol));
        await channels.ReceiveUntilAsync(() => channels.Bytes(1).Length > 2);
        Assert.Contains("refused", channels.Text(1), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_pod_that_ends_is_complete()
    {
        await RunAsync("echo one", "one");
        var pod = (await Cluster.UntilAsync($"{Pods}/web", answer => answer.Json["status"]!["phase"]!.GetValue<string>() == "Succeeded")).Json;
        Assert.Equal(0, pod["status"]!["containerStatuses"]![0]!["state"]!["terminated"]!["exitCode"]!.GetValue<int>());
    }

    private static JsonNode? Container(Answer answer) => answer.Json["status"]?["containerStatuses"]?[0];

    // Runs a script in a pod and waits until its log says that it is so far.
    private async Task RunAsync(string script, string until, string restart = "Never")
    {
        Cluster.RequirePods();
        (await CreatePodAsync($$$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"restartPolicy": "{{{restart}}}",
             "terminationGracePeriodSeconds": 0, "containers": [{"name": "main", "image": "localhost/openclaw-testbed/busybox:1",
             "imagePullPolicy": "Never", "command": ["sh", "-c", "{{{script}}}"]}] } }
            """)).Is(HttpStatusCode.Created);
        await Cluster.UntilAsync($"{Pods}/web/log", answer => answer.Code == HttpStatusCode.OK && answer.Text.Contains(until, StringComparison.Ordinal));
    }

    private async Task<Channels> ExecAsync(params string[] command)
    {
        var query = string.Join('&', command.Select(word => "command=" + Uri.EscapeDataString(word)));
        var channels = new Channels(await Cluster.ConnectAsync($"{Pods}/web/exec?container=main&stdout=true&stderr=true&{query}", Channels.Protocol));
        await channels.ReceiveUntilAsync(() => channels.Bytes(Outcome).Length > 0);
        return channels;
    }
}
