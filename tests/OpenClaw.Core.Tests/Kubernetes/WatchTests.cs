using OpenClaw.Kubernetes;

namespace OpenClaw.Tests.Kubernetes;

public sealed class WatchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_lists_then_follows_and_goes_on_from_the_last_bookmark()
    {
        var streams = 0;
        await using var server = await ScriptedApiServer.StartAsync(async c =>
        {
            if (!c.Request.Query.ContainsKey("watch"))
            {
                await c.JsonAsync(List("5", ("a", "1")));
                return;
            }

            if (++streams == 1)
            {
                await c.LineAsync(Event("ADDED", "b", "6"));
                await c.LineAsync(Event("BOOKMARK", "", "9"));
                return;
            }

            await c.LineAsync(Event("DELETED", "a", "10"));
            await Task.Delay(Timeout.Infinite, c.RequestAborted);
        });
        Assert.Equal(["Added a@1", "Synced", "Added b@6", "Deleted a@10"], await TakeAsync(server, 4));
        Assert.EndsWith("&resourceVersion=5", server.Requests.ElementAt(1), StringComparison.Ordinal);
        Assert.EndsWith("&resourceVersion=9", server.Requests.ElementAt(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_410_only_what_changed_meanwhile_is_told(bool asEvent)
    {
        var (lists, streams) = (0, 0);
        await using var server = await ScriptedApiServer.StartAsync(async c =>
        {
            if (!c.Request.Query.ContainsKey("watch"))
                await c.JsonAsync(++lists == 1 ? List("5", ("gone", "1"), ("same", "2"), ("changed", "3")) : List("20", ("same", "2"), ("changed", "15"), ("new", "16")));
            else if (++streams > 1)
                await Task.Delay(Timeout.Infinite, c.RequestAborted);
            else if (asEvent)
                await c.LineAsync("""{"type":"ERROR","object":{"kind":"Status","reason":"Expired","code":410,"message":"too old"}}""");
            else
                await c.StatusAsync(410, "Expired");
        });
        Assert.Equal(
            ["Added gone@1", "Added same@2", "Added changed@3", "Synced", "Deleted gone@1", "Modified changed@15", "Added new@16"],
            await TakeAsync(server, 7));
    }

    [Fact]
    public async Task A_stream_cut_in_the_middle_of_a_line_loses_and_repeats_nothing()
    {
        var streams = 0;
        await using var server = await ScriptedApiServer.StartAsync(async c =>
        {
            if (!c.Request.Query.ContainsKey("watch"))
            {
                await c.JsonAsync(List("5"));
                return;
            }

            var from = (string?)c.Request.Query["resourceVersion"];
            if (++streams == 1)
            {
                await c.LineAsync(Event("ADDED", "a", "6"));
                await c.LineAsync(Event("MODIFIED", "a", "7")[..30]);
                return;
            }

            Assert.Equal("6", from);
            await c.LineAsync(Event("MODIFIED", "a", "7"));
            await Task.Delay(Timeout.Infinite, c.RequestAborted);
        });
        Assert.Equal(["Synced", "Added a@6", "Modified a@7"], await TakeAsync(server, 3));
    }

    [Fact]
    public async Task It_outlives_a_server_that_fails_for_a_while_but_not_a_lost_right()
    {
        var streams = 0;
        await using var server = await ScriptedApiServer.StartAsync(async c =>
        {
            if (!c.Request.Query.ContainsKey("watch"))
                await c.JsonAsync(List("5"));
            else if (++streams <= 12)
                await c.StatusAsync(503, "ServiceUnavailable");
            else
                await c.StatusAsync(403, "Forbidden");
        });
        var error = await Assert.ThrowsAsync<KubernetesException>(() => TakeAsync(server, 4));
        Assert.Equal(("KubernetesForbidden", 13), (error.ErrorId, streams));
    }

    [Fact]
    public async Task An_object_made_anew_under_its_old_name_is_told_as_two()
    {
        var lists = 0;
        await using var server = await ScriptedApiServer.StartAsync(async c =>
        {
            if (!c.Request.Query.ContainsKey("watch"))
                await c.JsonAsync(++lists == 1 ? List("5", ("a", "1")) : List("9", ("a", "8")).Replace("uid-a", "uid-other", StringComparison.Ordinal));
            else if (lists == 1)
                await c.StatusAsync(410, "Expired");
            else
                await Task.Delay(Timeout.Infinite, c.RequestAborted);
        });
        Assert.Equal(["Added a@1", "Synced", "Deleted a@1", "Added a@8"], await TakeAsync(server, 4));
    }

    private static string List(string version, params (string Name, string Version)[] items) =>
        $$"""{"metadata":{"resourceVersion":"{{version}}"},"items":[{{string.Join(',', items.Select(static i => Object(i.Name, i.Version)))}}]}""";

    private static string Event(string type, string name, string version) => $$"""{"type":"{{type}}","object":{{Object(name, version)}}}""";

    private static string Object(string name, string version) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"ns","uid":"uid-{{{name}}}","resourceVersion":"{{{version}}}"}}""";

    private static async Task<List<string>> TakeAsync(ScriptedApiServer server, int count)
    {
        using var client = new KubernetesClient(server.Connection, time: new InstantTime());
        var seen = new List<string>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var change in client.WatchAsync(ResourceKind.Pod, "ns", null, null, limit.Token))
        {
            var metadata = change.Object?["metadata"];
            seen.Add(metadata is null ? $"{change.Type}" : $"{change.Type} {metadata["name"]}@{metadata["resourceVersion"]}");
            if (seen.Count == count)
                break;
        }

        return seen;
    }
}
