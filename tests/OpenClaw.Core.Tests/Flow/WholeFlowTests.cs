using System.Net;
using System.Security;
using System.Text;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Flow;

/// <summary>The main job from a cluster to a chat, against the sandbox's real process. Each test converges the one instance first.</summary>
public sealed class WholeFlowTests(FlowSandbox sandbox) : IClassFixture<FlowSandbox>
{
    private static readonly InstallOptions Options = new() { ModelName = "gpt-5.2", Timeout = TimeSpan.FromMinutes(2) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_a_cluster_to_a_chat_and_again_without_a_single_write()
    {
        var instance = await sandbox.InstallAsync(Options, Cancellation);
        Assert.Equal(("Ready", "gpt-5.2"), (instance.Status, instance.ModelName));
        using (var client = await sandbox.ConnectAsync(Cancellation))
            Assert.Equal(["openclaw", "openclaw-llmproxy"], (await ReadyPodsAsync(client)).Keys.Order());
        await using (var tunnel = await OpenTunnelAsync(instance))
            await ChatAsync(tunnel);
        var secrets = await SecretsAsync();
        Assert.Equal(2, secrets.Values.Distinct().Count());

        await sandbox.ForgetRequestsAsync(Cancellation);
        await sandbox.MakeClusterAsync(Cancellation);
        var again = await sandbox.InstallAsync(Options, Cancellation);
        await using (var tunnel = await OpenTunnelAsync(again))
            await ChatAsync(tunnel);
        var found = Assert.Single(await GetInstancesOperation.RunAsync(sandbox.Cluster, null, null, sandbox.Context, Cancellation));
        Assert.False(again.Changed);
        Assert.Equal((again.Name, "Ready", 0), (found.Name, found.Status, found.Restarts));
        Assert.Equal(secrets, await SecretsAsync());

        var requests = await sandbox.RequestsAsync(Cancellation);
        var manager = requests["resourceManager"]!.AsArray();
        var cluster = requests["clusters"]!.AsArray().SelectMany(c => c!["requests"]!.AsArray()).ToList();
        Assert.NotEmpty(manager);
        Assert.Contains(cluster, r => (bool)r!["dryRun"]!);
        // Azure hands out credentials on a POST that changes nothing.
        Assert.DoesNotContain(
            manager, r => (string?)r!["method"] != "GET" && !((string?)r["path"])!.EndsWith("Credential", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(cluster, r => (bool)r!["write"]!);
    }

    [Fact]
    public async Task Another_model_name_rolls_both_programs_and_the_open_tunnel_goes_on()
    {
        var instance = await sandbox.InstallAsync(Options, Cancellation);
        using var client = await sandbox.ConnectAsync(Cancellation);
        var before = await ReadyPodsAsync(client);
        await using var tunnel = await OpenTunnelAsync(instance);

        var renamed = await sandbox.InstallAsync(Options with { ModelName = "another-model" }, Cancellation);
        Assert.Equal((true, "Ready", "another-model"), (renamed.Changed, renamed.Status, renamed.ModelName));
        var after = await ReadyPodsAsync(client);
        Assert.NotEqual(before["openclaw"], after["openclaw"]);
        Assert.NotEqual(before["openclaw-llmproxy"], after["openclaw-llmproxy"]);
        await ChatAsync(tunnel);
    }

    [Fact]
    public async Task A_changed_Azure_key_reaches_LiteLLM_and_only_LiteLLM()
    {
        var instance = await sandbox.InstallAsync(Options, Cancellation);
        using var client = await sandbox.ConnectAsync(Cancellation);
        var (before, secrets) = (await ReadyPodsAsync(client), await SecretsAsync());
        await using var tunnel = await OpenTunnelAsync(instance);

        var wrong = await sandbox.InstallAsync(Options, Cancellation, WithKey("a-key-that-the-offline-model-refuses"));
        Assert.True(wrong.Changed);
        var after = await ReadyPodsAsync(client);
        Assert.Equal(before["openclaw"], after["openclaw"]);
        Assert.NotEqual(before["openclaw-llmproxy"], after["openclaw-llmproxy"]);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => ChatAsync(tunnel));
        Assert.Equal("ChatProxyKey", error.ErrorId);

        await sandbox.InstallAsync(Options, Cancellation);
        await ChatAsync(tunnel);
        Assert.Equal(secrets, await SecretsAsync());
    }

    [Fact]
    public async Task A_pod_that_is_deleted_under_an_open_tunnel_is_replaced_unnoticed()
    {
        var instance = await sandbox.InstallAsync(Options, Cancellation);
        using var client = await sandbox.ConnectAsync(Cancellation);
        await using var tunnel = await OpenTunnelAsync(instance);
        await ChatAsync(tunnel);
        var before = (await ReadyPodsAsync(client))["openclaw"];

        var gone = WaitUntilGoneAsync(client, before);
        await client.DeleteAsync(new(ResourceKind.Pod, Options.Namespace, before), Cancellation);
        await gone;
        using var http = new HttpClient { BaseAddress = new Uri(tunnel.LocalAddress) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("healthz", UriKind.Relative), Cancellation)).StatusCode);
        await ChatAsync(tunnel);
        Assert.False(tunnel.Completion.IsCompleted);
        await sandbox.InstallAsync(Options, Cancellation);
        Assert.NotEqual(before, (await ReadyPodsAsync(client))["openclaw"]);
    }

    [Fact]
    public async Task No_secret_shows_anywhere_but_in_the_Secret()
    {
        var instance = await sandbox.InstallAsync(Options, Cancellation);
        const string OtherKey = "azure-key-canary-0123456789";
        await sandbox.InstallAsync(Options, Cancellation, WithKey(OtherKey));
        await using var tunnel = await OpenTunnelAsync(instance);
        var refused = await Assert.ThrowsAsync<OpenClawException>(() => ChatAsync(tunnel));
        await sandbox.InstallAsync(Options, Cancellation);
        await ChatAsync(tunnel);
        var values = (await SecretsAsync()).Values.Append(OtherKey).Concat(sandbox.Config.Endpoints.Select(e => e.Key)).ToList();

        using var client = await sandbox.ConnectAsync(Cancellation);
        var shown = new StringBuilder(refused.ToString()).AppendLine(tunnel.ToString()).AppendLine(instance.ToString()).AppendLine(sandbox.Config.ToString());
        foreach (var message in sandbox.Recorded.Messages)
            shown.AppendLine(message.ToString());
        var debug = sandbox.Recorded.Debug.ToList();
        Assert.Contains(debug, d => d.Contains("/secrets/openclaw-secrets", StringComparison.Ordinal));
        shown.AppendLine((await sandbox.RequestsAsync(Cancellation)).ToJsonString());
        foreach (var kind in (ResourceKind[])[
            ResourceKind.Namespace, ResourceKind.ConfigMap, ResourceKind.Deployment, ResourceKind.ReplicaSet, ResourceKind.Pod, ResourceKind.Event,
            ResourceKind.Service, ResourceKind.NetworkPolicy, ResourceKind.PersistentVolumeClaim, ResourceKind.Lease])
        {
            var objects = await client.ListAsync(kind, null, null, null, Cancellation);
            Assert.NotEmpty(objects);
            foreach (var obj in objects)
                shown.AppendLine(obj.ToJsonString());
        }
        var logs = new StringBuilder();
        foreach (var pod in (await ReadyPodsAsync(client)).Values)
            await foreach (var line in client.ReadLogAsync(Options.Namespace, pod, new(), Cancellation))
                logs.AppendLine(line);
        Assert.Contains("[gateway]", logs.ToString(), StringComparison.Ordinal);

        var text = shown.Append(logs).ToString();
        Assert.Equal(4, values.Distinct().Count());
        foreach (var value in values)
            foreach (var form in (string[])[value, Convert.ToBase64String(Encoding.UTF8.GetBytes(value))])
                // Compared with the line that gives it away, which is what a failure must show.
                Assert.Null(text.Split('\n').FirstOrDefault(line => line.Contains(form, StringComparison.Ordinal)));
    }

    private Task<OpenClawTunnel> OpenTunnelAsync(OpenClawInstance instance) =>
        OpenClawTunnel.StartAsync(instance, new() { LocalPort = 0 }, sandbox.Context, Cancellation);

    private async Task ChatAsync(OpenClawTunnel tunnel)
    {
        var secret = Assert.Single(await GetSecretOperation.RunAsync(
            sandbox.Cluster, Options.Name, Options.Namespace, [GetSecretOperation.GatewayToken], sandbox.Context, Cancellation));
        var nonce = $"nonce-{Guid.NewGuid():N}";
        var answer = await ChatOperation.AskAsync(new(tunnel.LocalAddress), secret.Value, $"Reply with {nonce}", Cancellation);
        Assert.Contains(nonce, answer, StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> SecretsAsync()
    {
        var secrets = await GetSecretOperation.RunAsync(sandbox.Cluster, Options.Name, Options.Namespace, null, sandbox.Context, Cancellation);
        return secrets.ToDictionary(s => s.Name, s => Plain(s.Value));
    }

    private static string Plain(SecureString value) => new NetworkCredential("", value).Password;

    private OpenClawModelConfig WithKey(string key) => new()
    {
        Path = sandbox.Config.Path,
        ApiVersion = sandbox.Config.ApiVersion,
        DeploymentName = sandbox.Config.DeploymentName,
        Endpoints = [.. sandbox.Config.Endpoints.Select(e => new OpenClawModelEndpoint { Name = e.Name, Endpoint = e.Endpoint, Key = key })],
    };

    // The ready pods by the program they run.
    private static async Task<Dictionary<string, string>> ReadyPodsAsync(IKubernetesClient client) =>
        (await client.ListAsync(ResourceKind.Pod, Options.Namespace, InstanceLabels.SelectorOf(Options.Name), null, Cancellation))
            .Where(p => RolloutProgress.IsReady(p) && p.Child("metadata").Text("deletionTimestamp") is null)
            .ToDictionary(p => p.Child("metadata").Child("labels").Text("app")!, p => p.Child("metadata").Text("name")!);

    private static async Task WaitUntilGoneAsync(IKubernetesClient client, string pod)
    {
        await foreach (var change in client.WatchAsync(
            ResourceKind.Pod, Options.Namespace, null, $"metadata.name={pod}", Cancellation))
            if (change.Type == WatchEventType.Deleted)
                return;
    }
}
