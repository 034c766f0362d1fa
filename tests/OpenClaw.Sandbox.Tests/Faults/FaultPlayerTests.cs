using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Tests.Pods;

namespace OpenClaw.Sandbox.Tests.Faults;

/// <summary>Each fault as a client that knows nothing of it sees it.</summary>
public sealed class FaultPlayerTests : IAsyncLifetime
{
    private const string ConfigMaps = "api/v1/namespaces/default/configmaps";
    private SandboxHost host = null!;
    private HttpClient kubernetes = null!;
    private HttpClient azure = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await SandboxHost.StartAsync(new SandboxHostOptions(), Cancellation);
        var credentials = await host.Clusters.StartAsync("/c/1", "demo-aks", "1.34.2", [new("system", 1, "Standard_D2s_v5")], Cancellation);
        kubernetes = NewClient(credentials.Server, credentials.Token);
        azure = NewClient(host.Endpoint, host.Describe().Text("accessToken")!);
    }

    public async ValueTask DisposeAsync()
    {
        kubernetes.Dispose();
        azure.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task An_error_comes_in_the_words_of_the_server_that_is_asked_as_often_as_the_rule_says()
    {
        Play("""[{"fault": "error", "status": 429, "retryAfter": 7, "nth": 2, "every": 2, "count": 2}]""");
        var codes = new List<HttpStatusCode>();
        for (var turn = 0; turn < 7; turn++)
        {
            using var answer = await kubernetes.GetAsync(ConfigMaps, Cancellation);
            codes.Add(answer.StatusCode);
            if (answer.IsSuccessStatusCode)
                continue;
            Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter!.Delta);
            var status = await ReadAsync(answer);
            Assert.Equal(("Status", "TooManyRequests", 7), (status.Text("kind"), status.Text("reason"), status.Number("details", "retryAfterSeconds")));
        }

        Assert.Equal([1, 3], codes.Select(static (code, index) => code == HttpStatusCode.OK ? -1 : index).Where(static index => index >= 0));

        Play("""{"fault": "error", "server": "arm", "status": 503, "method": "GET", "path": "/subscriptions"}""");
        using var refused = await azure.GetAsync("subscriptions?api-version=2022-12-01", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("ServiceUnavailable", (await ReadAsync(refused)).Text("error", "code"));
    }

    [Theory]
    [InlineData("before", false)]
    [InlineData("after", true)]
    [InlineData("middle", true)]
    public async Task A_reset_loses_the_request_or_its_answer(string at, bool handled)
    {
        Play($$"""{"fault": "reset", "verb": "create", "at": "{{at}}"}""");
        await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync("one"));
        using var answer = await kubernetes.GetAsync($"{ConfigMaps}/one", Cancellation);
        Assert.Equal(handled ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_reset_in_the_middle_brings_half_of_the_answer()
    {
        Play("""{"fault": "reset", "at": "middle"}""");
        using var answer = await kubernetes.GetAsync(ConfigMaps, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        var buffer = new byte[answer.Content.Headers.ContentLength!.Value];
        var read = await body.ReadAsync(buffer, Cancellation);
        Assert.InRange(read, 1, buffer.Length - 1);
        await Assert.ThrowsAnyAsync<Exception>(async () => await body.ReadExactlyAsync(buffer.AsMemory(read), Cancellation));
    }

    [Fact]
    public async Task A_slow_answer_is_right_and_late()
    {
        Play("""{"fault": "slow", "seconds": 0.3}""");
        var watch = Stopwatch.StartNew();
        using var answer = await kubernetes.GetAsync(ConfigMaps, Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.29), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_expired_credential_is_refused_until_there_is_a_fresh_one()
    {
        Play("""{"fault": "expiredToken", "server": "kubernetes"}""");
        for (var turn = 0; turn < 2; turn++)
        {
            using var refused = await kubernetes.GetAsync(ConfigMaps, Cancellation);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var fetched = await azure.PostAsync(
            $"subscriptions/{host.SubscriptionId}/resourcegroups/g/providers/Microsoft.ContainerService/managedClusters/c/listClusterUserCredential?api-version=2026-06-01",
            null, Cancellation);
        using var taken = await kubernetes.GetAsync(ConfigMaps, Cancellation);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        Play("""{"fault": "expiredToken", "server": "arm", "seconds": 60}""");
        using var expired = await azure.GetAsync("subscriptions?api-version=2022-12-01", Cancellation);
        Assert.Equal("ExpiredAuthenticationToken", (await ReadAsync(expired)).Text("error", "code"));
    }

    [Theory]
    [InlineData("watchClosed", null)]
    [InlineData("gone", "Expired")]
    public async Task A_watch_ends_after_its_events(string fault, string? reason)
    {
        Play($$"""{"fault": "{{fault}}", "resource": "configmaps", "afterEvents": 1}""");
        using var answer = await kubernetes.GetAsync(
            $"{ConfigMaps}?watch=true&resourceVersion={await RevisionAsync()}", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await CreateAsync("first");
        var lines = (await answer.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("ADDED", JsonNode.Parse(lines[0]).Text("type"));
        Assert.Equal(reason is null ? 1 : 2, lines.Length);
        Assert.Equal(reason, reason is null ? null : JsonNode.Parse(lines[1]).Text("object", "reason"));
    }

    [Fact]
    public async Task A_node_that_is_not_Ready_takes_its_pods_out_of_service_and_gets_well_again()
    {
        Play("""{"fault": "nodeNotReady", "pod": "sleeper", "after": 0, "seconds": 2}""");
        await PostAsync("api/v1/namespaces/default/pods", SampleObjects.Pod("sleeper", "sleep 1000"));
        await WaitAsync("api/v1/nodes", static node => node.Condition("Ready") == "False");
        await WaitAsync("api/v1/nodes", static node => node.Condition("Ready") == "True" && !node.Objects("spec", "taints").Any());
        await WaitAsync("api/v1/namespaces/default/pods", static pod => pod.Condition("Ready") == "True");
    }

    [Fact]
    public async Task The_script_of_a_running_sandbox_changes_by_its_admin_endpoint()
    {
        using var wrong = await azure.PutAsync("sandbox/faults", new StringContent("""{"fault": "no"}"""), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var put = await azure.PutAsync("sandbox/faults", new StringContent("""{"fault": "error", "server": "kubernetes"}"""), Cancellation);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        using var failed = await kubernetes.GetAsync(ConfigMaps, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Equal(1, JsonNode.Parse(await azure.GetStringAsync("sandbox/faults", Cancellation))![0].Number("played"));
    }

    private void Play(string script) => host.Faults.Play(FaultScript.Parse(script));

    private HttpClient NewClient(Uri address, string token)
    {
        var client = new HttpClient(TrustedHttp.NewHandler(host.CertificateAuthorityPath)) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private Task CreateAsync(string name) => PostAsync(ConfigMaps, SampleObjects.Parse(
        $$$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "{{{name}}}"}, "data": {"a": "b"}}"""));

    private async Task PostAsync(string path, JsonObject body)
    {
        body["metadata"]!["namespace"] = "default";
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await kubernetes.PostAsync(path, content, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<string> RevisionAsync() =>
        JsonNode.Parse(await kubernetes.GetStringAsync(ConfigMaps, Cancellation)).Text("metadata", "resourceVersion")!;

    private async Task WaitAsync(string path, Func<JsonObject, bool> wanted)
    {
        using var answer = await kubernetes.GetAsync($"{path}?watch=true", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        while (JsonNode.Parse((await reader.ReadLineAsync(Cancellation))!).At("object") is not JsonObject obj || !wanted(obj))
        {
        }
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
}
