using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Sandbox.Tests.Pods;

public sealed class GatewayChainTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chat_goes_through_gateway_and_proxy_to_the_model_and_survives_the_pod()
    {
        await using var cluster = await TestCluster.StartAsync();
        var watch = Stopwatch.StartNew();
        cluster.Create(SampleObjects.All(cluster.AzureEndpoint));
        var pod = await cluster.WaitForReadyAsync("openclaw");
        await cluster.WaitForReadyAsync("openclaw-llmproxy");
        Assert.Equal("nonce-1", await ChatAsync(cluster, pod, "nonce-1"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"it took {watch.Elapsed}");

        cluster.Store.Delete("v1", "Pod", pod.Namespace(), pod.Name());
        var next = await cluster.WaitForPodAsync("openclaw", other => other.Uid() != pod.Uid() && other.Condition("Ready") == "True");
        Assert.Equal("nonce-2", await ChatAsync(cluster, next, "nonce-2"));
        Assert.Null(cluster.Store.Get("v1", "Pod", pod.Namespace(), pod.Name()));
        await cluster.WaitAsync("apps/v1", "Deployment", static item => item.Name() == "openclaw"
            && item.Number("status", "availableReplicas") == 1 && item.Number("status", "observedGeneration") == 1);
    }

    [Fact]
    public async Task Wrong_keys_and_models_are_refused_as_by_the_real_programs()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create(SampleObjects.All(cluster.AzureEndpoint));
        var gateway = await cluster.WaitForReadyAsync("openclaw");
        var proxy = await cluster.WaitForReadyAsync("openclaw-llmproxy");

        Assert.Equal((401, "unauthorized"), await ErrorOfAsync(cluster, gateway, 18789, "wrong", "openclaw/default"));
        Assert.Equal((500, "api_error"), await ErrorOfAsync(cluster, gateway, 18789, SampleObjects.GatewayToken, "no-such-model"));
        Assert.Equal((400, "no_db_connection"), await ErrorOfAsync(cluster, proxy, 4000, "sk-wrong", "gpt-5.2"));
        Assert.Equal((401, "auth_error"), await ErrorOfAsync(cluster, proxy, 4000, null, "gpt-5.2"));
        Assert.Equal((400, "invalid_request_error"), await ErrorOfAsync(cluster, proxy, 4000, SampleObjects.MasterKey, "gpt-4"));
    }

    [Fact]
    public async Task A_gateway_with_another_master_key_than_the_proxy_is_told_so()
    {
        await using var cluster = await TestCluster.StartAsync();
        var gateway = SampleObjects.Gateway();
        var key = gateway.Objects("spec", "template", "spec", "containers").First().Objects("env").First(item => item.Text("name") == "LITELLM_API_KEY");
        key.Remove("valueFrom");
        key["value"] = "sk-stale";
        cluster.Create([
            SampleObjects.Secret(), SampleObjects.Claim(), SampleObjects.ProxyConfig(cluster.AzureEndpoint), SampleObjects.GatewayConfig(),
            .. SampleObjects.Services(), SampleObjects.Proxy(), gateway]);
        var pod = await cluster.WaitForReadyAsync("openclaw");
        await cluster.WaitForReadyAsync("openclaw-llmproxy");
        Assert.Equal((401, "authentication_error"), await ErrorOfAsync(cluster, pod, 18789, SampleObjects.GatewayToken, "openclaw/default"));
    }

    [Fact]
    public async Task An_answer_can_be_streamed()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create(SampleObjects.All(cluster.AzureEndpoint));
        var pod = await cluster.WaitForReadyAsync("openclaw");
        await cluster.WaitForReadyAsync("openclaw-llmproxy");
        using var client = cluster.Connect(pod, 18789);
        using var response = await PostAsync(client, SampleObjects.GatewayToken, "openclaw/default", "Reply with one two three", stream: true);
        var lines = (await response.Content.ReadAsStringAsync(Cancellation)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", lines[^1]);
        Assert.Equal("one two three", string.Concat(lines[..^1].Select(static line =>
            (JsonNode.Parse(line["data: ".Length..]).At("choices") as JsonArray)?.FirstOrDefault().Text("delta", "content"))));
    }

    [Fact]
    public async Task The_page_says_what_it_is_and_other_origins_are_refused()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create([SampleObjects.Secret(), SampleObjects.Claim(), SampleObjects.GatewayConfig(), SampleObjects.Gateway()]);
        var pod = await cluster.WaitForReadyAsync("openclaw");
        using var client = cluster.Connect(pod, 18789);
        Assert.Contains("stand-in", await client.GetStringAsync("/", Cancellation), StringComparison.Ordinal);
        client.DefaultRequestHeaders.Add("Origin", "https://example.com");
        using var response = await PostAsync(client, SampleObjects.GatewayToken, "openclaw/default", "Hello");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    internal static async Task<string?> ChatAsync(TestCluster cluster, JsonObject pod, string nonce)
    {
        using var client = cluster.Connect(pod, 18789);
        using var response = await PostAsync(client, SampleObjects.GatewayToken, "openclaw/default", $"Reply with {nonce}");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.True(response.IsSuccessStatusCode, answer?.ToJsonString());
        return (answer.At("choices") as JsonArray)?.FirstOrDefault().Text("message", "content");
    }

    private static async Task<(int Status, string? Type)> ErrorOfAsync(TestCluster cluster, JsonObject pod, int port, string? key, string model)
    {
        using var client = cluster.Connect(pod, port);
        using var response = await PostAsync(client, key, model, "Hello");
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation)).Text("error", "type"));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string? key, string model, string text, bool stream = false)
    {
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client.PostAsJsonAsync(
            "/v1/chat/completions", new { model, stream, messages = new[] { new { role = "user", content = text } } }, Cancellation);
    }
}
