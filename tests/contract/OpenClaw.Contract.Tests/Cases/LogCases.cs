using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class LogCases(ContractCluster cluster) : PodCases(cluster)
{
    [Theory]
    [InlineData("", "one two three four")]
    [InlineData("tailLines=2", "three four")]
    [InlineData("tailLines=0", "")]
    [InlineData("limitBytes=7", "one two")]
    [InlineData("container=main&tailLines=1", "four")]
    [InlineData("sinceSeconds=600", "one two three four")]
    public async Task Logs_are_read_from_where_one_asks(string query, string lines)
    {
        await RunAsync("echo one; echo two; echo three; echo four; " + Forever, "four");
        var answer = await Cluster.GetAsync($"{Pods}/web/log?{query}");
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal("text/plain", answer.ContentType);
        Assert.Equal(lines, answer.Text.ReplaceLineEndings(" ").TrimEnd());
    }

    [Fact]
    public async Task Lines_can_carry_their_time_and_be_read_from_a_time_on()
    {
        await RunAsync("echo one; sleep 1.1; echo two; " + Forever, "two");
        var lines = (await Cluster.GetAsync($"{Pods}/web/log?timestamps=true")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, static line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d) (one|two)$", line));
        var second = DateTimeOffset.Parse(lines[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
        Assert.Equal("two\n", (await Cluster.GetAsync($"{Pods}/web/log?sinceTime={second:yyyy-MM-ddTHH:mm:ssZ}")).Text);
    }

    [Fact]
    public async Task Following_ends_with_the_container()
    {
        await RunAsync($"echo one; {UntilTold}; echo two", "one");
        var following = Cluster.GetAsync($"{Pods}/web/log?follow=true");
        using var told = await ExecAsync("touch", "/tmp/go");
        Assert.Equal("one\ntwo\n", (await following).Text);
    }

    [Fact]
    public async Task Following_starts_at_the_tail_asked_for()
    {
        await RunAsync($"echo one; echo two; {UntilTold}; echo three", "two");
        var following = Cluster.GetAsync($"{Pods}/web/log?follow=true&tailLines=1");
        using var told = await ExecAsync("touch", "/tmp/go");
        Assert.Equal("two\nthree\n", (await following).Text);
    }

    [Fact]
    public async Task The_run_before_can_be_read()
    {
        await RunAsync($"[ -e /tmp/ran ] && {Forever}; touch /tmp/ran; echo started; {UntilTold}; echo ended; exit 3", "started", restart: "Always");
        (await Cluster.GetAsync($"{Pods}/web/log?previous=true")).Fails(HttpStatusCode.BadRequest, "BadRequest");
        using var told = await ExecAsync("touch", "/tmp/go");
        var pod = (await Cluster.UntilAsync($"{Pods}/web", answer => Container(answer)?["restartCount"]?.GetValue<int>() == 1)).Json;
        Assert.Equal(3, pod["status"]!["containerStatuses"]![0]!["lastState"]!["terminated"]!["exitCode"]!.GetValue<int>());
        Assert.Equal("started\nended\n", (await Cluster.GetAsync($"{Pods}/web/log?previous=true")).Text);
    }

    [Fact]
    public async Task Logs_of_nothing_are_refused()
    {
        await RunAsync("echo one; " + Forever, "one");
        (await Cluster.GetAsync($"{Pods}/none/log")).Fails(HttpStatusCode.NotFound, "NotFound");
        (await Cluster.GetAsync($"{Pods}/web/log?container=none")).Fails(HttpStatusCode.BadRequest, "BadRequest");
        (await Cluster.GetAsync($"{Pods}/web/log?tailLines=-1")).IsInvalid("tailLines FieldValueInvalid");
        (await Cluster.GetAsync($"{Pods}/web/log?limitBytes=0")).IsInvalid("limitBytes FieldValueInvalid");
        (await Cluster.GetAsync($"{Pods}/web/log?sinceSeconds=0")).IsInvalid("sinceSeconds FieldValueInvalid");
        (await Cluster.GetAsync($"{Pods}/web/log?sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z")).Fails(HttpStatusCode.UnprocessableEntity, "Invalid");
        (await Cluster.GetAsync($"{Pods}/web/log?tailLines=many")).Fails(HttpStatusCode.BadRequest, "BadRequest");
    }

    [Fact]
    public async Task A_pod_that_ends_is_complete_and_its_log_stays()
    {
        await RunAsync("echo one", "one");
        var pod = (await Cluster.UntilAsync($"{Pods}/web", answer => answer.Json["status"]!["phase"]!.GetValue<string>() == "Succeeded")).Json;
        Assert.Equal(0, pod["status"]!["containerStatuses"]![0]!["state"]!["terminated"]!["exitCode"]!.GetValue<int>());
        Assert.Equal("one\n", (await Cluster.GetAsync($"{Pods}/web/log")).Text);
    }

    private static JsonNode? Container(Answer answer) => answer.Json["status"]?["containerStatuses"]?[0];
}
