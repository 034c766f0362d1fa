using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Kubernetes;

public sealed class KubernetesClientTests
{
    private static readonly ResourceName Thing = new(ResourceKind.ConfigMap, "ns", "a");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_that_is_not_there_is_null_but_a_wrong_address_is_an_error()
    {
        await using var server = await ScriptedApiServer.StartAsync(c => c.Request.Path.Value!.EndsWith("/a", StringComparison.Ordinal)
            ? c.StatusAsync(404, "NotFound")
            : Text(c, 404, "text/plain", "404 page not found"));
        using var client = new KubernetesClient(server.Connection);
        Assert.Null(await client.GetAsync(Thing, Stop));
        var error = await Assert.ThrowsAsync<OpenClawException>(() => client.GetAsync(Thing with { Name = "b" }, Stop));
        Assert.Equal("KubernetesUnexpectedAnswer", error.ErrorId);
        Assert.Contains("text/plain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_has_all_pages_and_its_items_say_what_they_are()
    {
        await using var server = await ScriptedApiServer.StartAsync(c => c.JsonAsync(c.Request.Query.ContainsKey("continue")
            ? """{"metadata":{"resourceVersion":"2"},"items":[{"metadata":{"name":"b"}}]}"""
            : """{"metadata":{"resourceVersion":"2","continue":"n e x t"},"items":[{"metadata":{"name":"a"}}]}"""));
        using var client = new KubernetesClient(server.Connection);
        var items = await client.ListAsync(ResourceKind.Deployment, "ns", "app=x", null, Stop);
        Assert.Equal(["a", "b"], items.Select(static i => (string?)i["metadata"]!["name"]));
        Assert.All(items, static i => Assert.Equal(("apps/v1", "Deployment"), ((string?)i["apiVersion"], (string?)i["kind"])));
        Assert.Equal("GET /apis/apps/v1/namespaces/ns/deployments?labelSelector=app%3Dx&limit=500&continue=n%20e%20x%20t", server.Requests.Last());
    }

    [Theory]
    [InlineData("GET", 503, 2)]
    [InlineData("GET", 429, 2)]
    [InlineData("APPLY", 500, 2)]
    [InlineData("APPLY", 409, 1)]
    [InlineData("CREATE", 429, 2)]
    [InlineData("CREATE", 503, 1)]
    [InlineData("REPLACE", 500, 1)]
    [InlineData("DELETE", 504, 1)]
    [InlineData("DELETE", 429, 2)]
    public async Task Only_what_cannot_do_harm_is_sent_again(string verb, int code, int times)
    {
        var first = true;
        await using var server = await ScriptedApiServer.StartAsync(c =>
        {
            (var fail, first) = (first, false);
            return fail ? c.StatusAsync(code, "") : c.JsonAsync("{}");
        });
        using var client = new KubernetesClient(server.Connection, time: new InstantTime());
        var error = await Record.ExceptionAsync(() => SendAsync(client, verb));
        Assert.Equal(times, server.Requests.Count);
        Assert.Equal(times == 1, error is KubernetesException);
    }

    [Theory]
    [InlineData("APPLY", 2)]
    [InlineData("CREATE", 1)]
    public async Task An_apply_that_lost_the_race_to_create_applies_to_what_is_there_now(string verb, int times)
    {
        var first = true;
        await using var server = await ScriptedApiServer.StartAsync(c =>
        {
            (var fail, first) = (first, false);
            return fail ? c.StatusAsync(409, "AlreadyExists") : c.JsonAsync("{}");
        });
        using var client = new KubernetesClient(server.Connection, time: new InstantTime());
        var error = await Record.ExceptionAsync(() => SendAsync(client, verb));
        Assert.Equal(times, server.Requests.Count);
        Assert.Equal(times == 1, error is KubernetesException);
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("APPLY", 2)]
    [InlineData("CREATE", 1)]
    [InlineData("DELETE", 1)]
    public async Task A_reset_after_the_request_was_sent_is_ambiguous(string verb, int times)
    {
        var first = true;
        await using var server = await ScriptedApiServer.StartAsync(async c =>
        {
            await c.Request.Body.CopyToAsync(Stream.Null);
            (var fail, first) = (first, false);
            if (fail)
                c.Abort();
            else
                await c.JsonAsync("{}");
        });
        using var client = new KubernetesClient(server.Connection, time: new InstantTime());
        var error = await Record.ExceptionAsync(() => SendAsync(client, verb));
        Assert.Equal(times, server.Requests.Count);
        Assert.Equal(times == 1 ? ErrorKind.ConnectionError : null, (error as OpenClawException)?.Kind);
    }

    [Fact]
    public async Task Retry_After_is_kept_and_five_attempts_are_enough()
    {
        await using var server = await ScriptedApiServer.StartAsync(c =>
        {
            c.Response.Headers.RetryAfter = "7";
            return c.StatusAsync(429, "TooManyRequests");
        });
        var time = new InstantTime();
        using var client = new KubernetesClient(server.Connection, time: time);
        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync(Thing, Stop));
        Assert.Equal(("KubernetesTooManyRequests", ErrorKind.ResourceBusy), (error.ErrorId, error.Kind));
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(7), 4), time.Waits);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_asks_for_an_hour_is_not_waited_for()
    {
        await using var server = await ScriptedApiServer.StartAsync(c =>
        {
            c.Response.Headers.RetryAfter = DateTimeOffset.UtcNow.AddHours(1).ToString("R", null);
            return c.StatusAsync(503, "ServiceUnavailable");
        });
        using var client = new KubernetesClient(server.Connection);
        await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync(Thing, Stop));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("good", 2)]
    [InlineData("bad", 2)]
    public async Task A_refused_token_is_renewed_once(string renewed, int times)
    {
        await using var server = await ScriptedApiServer.StartAsync(c =>
            c.Request.Headers.Authorization == "Bearer good" ? c.JsonAsync("{}") : c.StatusAsync(401, "Unauthorized"));
        using var client = new KubernetesClient(
            server.Connection with { GetTokenAsync = (refresh, _) => ValueTask.FromResult<string?>(refresh ? renewed : "stale") });
        var error = await Record.ExceptionAsync(() => SendAsync(client, "CREATE"));
        Assert.Equal(times, server.Requests.Count);
        Assert.Equal(renewed == "good" ? null : ErrorKind.AuthenticationError, (error as KubernetesException)?.Kind);
    }

    [Fact]
    public async Task A_conflict_names_the_owner_and_the_field()
    {
        const string causes = """{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"helm\" using apps/v1","field":".spec.replicas"}]}""";
        await using var server = await ScriptedApiServer.StartAsync(c => c.StatusAsync(409, "Conflict", details: causes));
        using var client = new KubernetesClient(server.Connection);
        var error = await Assert.ThrowsAsync<KubernetesException>(() => SendAsync(client, "APPLY"));
        Assert.Equal(ErrorKind.Conflict, error.Kind);
        Assert.Contains(".spec.replicas is managed by 'helm'", error.Message, StringComparison.Ordinal);
        Assert.Contains("-ForceConflicts", error.Message, StringComparison.Ordinal);
        Assert.Equal(".spec.replicas", Assert.Single(error.Causes).Field);
    }

    [Theory]
    [InlineData("pods is forbidden: User \\\"u\\\" cannot list resource", ErrorKind.PermissionDenied, "role")]
    [InlineData("exceeded quota: mem", ErrorKind.LimitsExceeded, "ResourceQuota")]
    [InlineData("violates PodSecurity", ErrorKind.PermissionDenied, "policy")]
    public async Task Forbidden_is_told_apart(string message, ErrorKind kind, string advice)
    {
        await using var server = await ScriptedApiServer.StartAsync(c => c.StatusAsync(403, "Forbidden", message));
        using var client = new KubernetesClient(server.Connection);
        var error = await Assert.ThrowsAsync<KubernetesException>(() => SendAsync(client, "CREATE"));
        Assert.Equal(("KubernetesForbidden", kind), (error.ErrorId, error.Kind));
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_secret_gets_into_messages_and_warnings_come_once()
    {
        await using var server = await ScriptedApiServer.StartAsync(c =>
        {
            c.Response.Headers.Append("Warning", "299 - \"say \\\"no\\\" more\"");
            return c.StatusAsync(422, "Invalid", "cannot take canary-value");
        });
        var messages = new ConcurrentQueue<OperationMessage>();
        using var client = new KubernetesClient(
            server.Connection with { GetTokenAsync = static (_, _) => ValueTask.FromResult<string?>("canary-token") },
            new OperationContext { Write = messages.Enqueue });
        var secret = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "s", ["namespace"] = "ns" },
            ["data"] = new JsonObject { ["k"] = "canary-data" },
        };
        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.ApplyAsync(secret, new("m"), Stop));
        await Assert.ThrowsAsync<KubernetesException>(() => client.ApplyAsync(secret, new("m"), Stop));
        Assert.Equal("say \"no\" more", Assert.Single(messages.OfType<WarningMessage>()).Text);
        Assert.Contains(messages.OfType<DebugMessage>(), static m => m.Text.StartsWith("PATCH /api/v1/namespaces/ns/secrets/s?fieldManager=m -> 422 (", StringComparison.Ordinal));
        Assert.DoesNotContain("canary", error + string.Join("", messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        Uri address;
        await using (var server = await ScriptedApiServer.StartAsync(static _ => Task.CompletedTask))
            address = server.Address;
        using var client = new KubernetesClient(new() { Server = address, Name = "gone" }, time: new InstantTime());
        var error = await Assert.ThrowsAsync<OpenClawException>(() => SendAsync(client, "CREATE"));
        Assert.Equal(("KubernetesUnreachable", ErrorKind.ConnectionError), (error.ErrorId, error.Kind));
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_a_request_that_hangs()
    {
        var asked = new TaskCompletionSource();
        await using var server = await ScriptedApiServer.StartAsync(c =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.Infinite, c.RequestAborted);
        });
        using var client = new KubernetesClient(server.Connection);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var get = client.GetAsync(Thing, cancel.Token);
        await asked.Task.WaitAsync(Stop);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get.WaitAsync(TimeSpan.FromSeconds(5), Stop));
    }

    [Fact]
    public async Task Basic_credentials_and_impersonation_are_sent()
    {
        IHeaderDictionary? seen = null;
        await using var server = await ScriptedApiServer.StartAsync(c =>
        {
            seen = new HeaderDictionary(c.Request.Headers.ToDictionary());
            return c.JsonAsync("{}");
        });
        using var client = new KubernetesClient(server.Connection with
        {
            BasicCredential = new NetworkCredential("u", "p"),
            Impersonate = new("jane", null, ["g1", "g2"], [new("team", "x")]),
        });
        await client.GetAsync(Thing, Stop);
        Assert.Equal("Basic dTpw", seen!.Authorization);
        Assert.Equal(("jane", "x"), ((string?)seen["Impersonate-User"], (string?)seen["Impersonate-Extra-team"]));
        Assert.Equal(["g1", "g2"], seen["Impersonate-Group"].SelectMany(static v => v!.Split(',', StringSplitOptions.TrimEntries)));
        Assert.StartsWith("OpenClaw.PowerShell/", seen.UserAgent);
    }

    [Fact]
    public async Task Logs_come_line_by_line_while_they_are_written()
    {
        var more = new TaskCompletionSource();
        await using var server = await ScriptedApiServer.StartAsync(async c =>
        {
            await c.LineAsync("one");
            await more.Task;
            await c.LineAsync("two");
        });
        using var client = new KubernetesClient(server.Connection);
        var options = new LogOptions("main", 5, Follow: true, Since: TimeSpan.FromMilliseconds(100));
        await using var lines = client.ReadLogAsync("ns", "pod", options, Stop).GetAsyncEnumerator(Stop);
        Assert.True(await lines.MoveNextAsync());
        Assert.Equal("one", lines.Current);
        more.SetResult();
        Assert.True(await lines.MoveNextAsync());
        Assert.Equal("two", lines.Current);
        Assert.False(await lines.MoveNextAsync());
        Assert.Equal("GET /api/v1/namespaces/ns/pods/pod/log?container=main&tailLines=5&follow=true&sinceSeconds=1", server.Requests.Single());
    }

    private static Task SendAsync(KubernetesClient client, string verb)
    {
        var manifest = (JsonObject)JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"ns"}}""")!;
        return verb switch
        {
            "GET" => client.GetAsync(Thing, Stop),
            "APPLY" => client.ApplyAsync(manifest, new("m"), Stop),
            "CREATE" => client.CreateAsync(manifest, "m", Stop),
            "REPLACE" => client.ReplaceAsync(manifest, "m", Stop),
            _ => client.DeleteAsync(Thing, new(), Stop),
        };
    }

    private static Task Text(HttpContext context, int code, string type, string text)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (code, type);
        return context.Response.WriteAsync(text);
    }
}
