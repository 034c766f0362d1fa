using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Core.Tests.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;
using OpenClaw.Operations.Checks;

namespace OpenClaw.Tests.Flow;

/// <summary>Test-OpenClaw against the sandbox's process, whole and with one link broken. Each test converges the one instance first.</summary>
public sealed class TestOperationTests(FlowSandbox sandbox) : IClassFixture<FlowSandbox>
{
    private static readonly InstallOptions Options = new() { ModelName = "gpt-5.2", Timeout = TimeSpan.FromMinutes(2) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_chain_passes_link_by_link_and_nothing_is_changed()
    {
        await sandbox.InstallAsync(Options, Cancellation);
        await sandbox.ForgetRequestsAsync(Cancellation);
        var recorded = new RecordedContext();
        var (results, passed) = await TestAsync(recorded.Context);
        Assert.True(passed);
        Assert.Equal(
            [
                "Azure sign-in", "Azure cluster", "Azure quota", "API server", "Nodes", "Objects", "LiteLLM pod", "OpenClaw pod", "Volume", "LiteLLM",
                "Azure OpenAI sandbox", "Gateway", "Gateway auth", "Browsers", "Gateway to LiteLLM", "Chat",
            ],
            results.Select(r => r.Name));
        Assert.All(results, r => Assert.Equal((OpenClawTestStatus.Passed, null), (r.Status, r.Remedy)));
        Assert.All(results, r => Assert.Equal(("openclaw", "openclaw-ns"), (r.InstanceName, r.Namespace)));
        Assert.True(results[^1].Duration > TimeSpan.Zero);
        // The cost is said before it arises.
        Assert.Contains(recorded.Questions, q => q.Contains("17,000 prompt tokens", StringComparison.Ordinal));
        Assert.Equal(["Azure sign-in", "Chat"], new[] { recorded.Progress.First().Status, recorded.Progress.Last(p => !p.Completed).Status });

        var requests = await sandbox.RequestsAsync(Cancellation);
        Assert.DoesNotContain(requests["clusters"]!.AsArray().SelectMany(c => c!["requests"]!.AsArray()), r => (bool)r!["write"]!);
    }

    [Fact]
    public async Task Each_endpoint_is_tested_on_its_own()
    {
        var good = sandbox.Config.Endpoints[0];
        OpenClawModelEndpoint[] endpoints =
        [
            good,
            new() { Name = "wrong-key", Endpoint = new UriBuilder(good.Endpoint) { Host = "localhost" }.Uri, Key = "a-key-canary-that-is-wrong" },
            new() { Name = "nowhere", Endpoint = new("https://nowhere.invalid/"), Key = "another-key-canary" },
        ];
        await sandbox.InstallAsync(Options, Cancellation, Config(endpoints: endpoints));
        var (results, passed) = await TestAsync();
        Assert.False(passed);
        Assert.Equal(OpenClawTestStatus.Passed, Of(results, "Azure OpenAI sandbox").Status);
        AssertFailed(results, "Azure OpenAI wrong-key", "refuses the key");
        AssertFailed(results, "Azure OpenAI nowhere", "nowhere.invalid");
        // One that works is enough for a chat, which LiteLLM may send to any of them.
        Assert.NotEqual(OpenClawTestStatus.Skipped, Of(results, "Chat").Status);
        var shown = string.Join('\n', results.Select(r => $"{r.Detail} {r.Remedy}"));
        Assert.DoesNotContain("canary", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-deployment", "v1", "has no deployment 'no-such-deployment'")]
    [InlineData(null, "2020-01-01", "API version '2020-01-01'")]
    public async Task A_wrong_deployment_or_API_version_is_named_and_spares_the_chat(string? deployment, string version, string detail)
    {
        await sandbox.InstallAsync(Options, Cancellation, Config(deployment, version));
        var (results, passed) = await TestAsync();
        Assert.False(passed);
        AssertFailed(results, "Azure OpenAI sandbox", detail);
        var chat = Of(results, "Chat");
        Assert.Equal(OpenClawTestStatus.Skipped, chat.Status);
        Assert.Contains("Azure OpenAI sandbox", chat.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_object_is_named_and_where_it_breaks_the_chain()
    {
        await sandbox.InstallAsync(Options, Cancellation);
        using var client = await sandbox.ConnectAsync(Cancellation);
        await client.DeleteAsync(new(ResourceKind.Service, Options.Namespace, "openclaw-llmproxy-svc"), Cancellation);
        var (results, _) = await TestAsync(quick: true);
        AssertFailed(results, "Objects", "Service openclaw-ns/openclaw-llmproxy-svc");
        // LiteLLM and its endpoints are well; it is the name that OpenClaw does not find.
        Assert.Equal(OpenClawTestStatus.Passed, Of(results, "Azure OpenAI sandbox").Status);
        AssertFailed(results, "Gateway to LiteLLM", "cannot resolve openclaw-llmproxy-svc");
        Assert.Equal(OpenClawTestStatus.Skipped, Of(results, "Chat").Status);
    }

    [Fact]
    public async Task A_token_that_the_gateway_does_not_run_with_is_found()
    {
        await sandbox.InstallAsync(Options, Cancellation);
        using var client = await sandbox.ConnectAsync(Cancellation);
        var secret = (await client.GetAsync(new(ResourceKind.Secret, Options.Namespace, "openclaw-secrets"), Cancellation))!;
        secret["data"]!["OPENCLAW_GATEWAY_TOKEN"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("a-token-canary-of-somebody-else"));
        await client.ReplaceAsync(secret, "tester", Cancellation);
        var (results, _) = await TestAsync();
        AssertFailed(results, "Gateway auth", "refuses the token");
        Assert.Equal(OpenClawTestStatus.Warning, Of(results, "Objects").Status);
        Assert.Contains("Gateway auth", Of(results, "Chat").Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(results, r => r.Detail.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_claim_that_is_being_deleted_is_found_while_the_pod_still_holds_it()
    {
        // One of its own, for the claim made in its place stays unbound while the pod has the old one.
        await sandbox.InstallAsync(Options with { Name = "claimed" }, Cancellation);
        using var client = await sandbox.ConnectAsync(Cancellation);
        var name = new ResourceName(ResourceKind.PersistentVolumeClaim, Options.Namespace, "claimed-data");
        async Task ProtectAsync(params JsonNode[] finalizers)
        {
            var claim = (await client.GetAsync(name, Cancellation))!;
            claim["metadata"]!["finalizers"] = new JsonArray(finalizers);
            await client.ReplaceAsync(claim, "tester", Cancellation);
        }

        await ProtectAsync("kubernetes.io/pvc-protection");
        await client.DeleteAsync(name, Cancellation);
        var (results, _) = await TestAsync(quick: true, name: "claimed");
        await ProtectAsync();
        AssertFailed(results, "Volume", "is being deleted");
        Assert.Contains("Backup-OpenClaw", Of(results, "Volume").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_was_stopped_is_told_and_what_needs_it_is_left_out()
    {
        await sandbox.InstallAsync(Options, Cancellation);
        using var client = await sandbox.ConnectAsync(Cancellation);
        var deployment = (await client.GetAsync(new(ResourceKind.Deployment, Options.Namespace, "openclaw-llmproxy"), Cancellation))!;
        deployment["spec"]!["replicas"] = 0;
        await client.ReplaceAsync(deployment, "tester", Cancellation);
        var (results, _) = await TestAsync();
        // So that the other tests find it as they left it.
        await sandbox.InstallAsync(Options with { ForceConflicts = true }, Cancellation);
        AssertFailed(results, "LiteLLM pod", "scaled to 0");
        Assert.Equal(
            ["LiteLLM", "Azure OpenAI sandbox", "Gateway to LiteLLM", "Chat"],
            results.Where(r => r.Status == OpenClawTestStatus.Skipped).Select(r => r.Name));
        Assert.Equal(OpenClawTestStatus.Passed, Of(results, "Gateway").Status);
    }

    [Fact]
    public async Task Without_consent_no_tokens_are_used()
    {
        await sandbox.InstallAsync(Options, Cancellation);
        var (results, passed) = await TestAsync(new RecordedContext(whatIf: true).Context);
        Assert.True(passed, string.Join('\n', results.Select(r => $"{r.Name} {r.Status}: {r.Detail}")));
        Assert.Equal(["Azure OpenAI sandbox", "Chat"], results.Where(r => r.Status == OpenClawTestStatus.Skipped).Select(r => r.Name));
    }

    [Fact]
    public async Task An_instance_that_is_not_there_is_the_broken_link()
    {
        var (results, passed) = await TestAsync(name: "nobody");
        Assert.False(passed);
        AssertFailed(results, "Objects", "There is no instance 'nobody'");
        Assert.All(results.SkipWhile(r => r.Name != "Objects").Skip(1), r => Assert.Equal(OpenClawTestStatus.Skipped, r.Status));
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_found_or_signed_in_to_is_a_result_and_no_exception()
    {
        async Task<IReadOnlyList<OpenClawTestResult>> FailingWith(ErrorKind kind)
        {
            var results = new ConcurrentQueue<OpenClawTestResult>();
            await TestOperation.RunAsync(
                _ => throw new OpenClawException("Some", kind, "What happened."), new(), results.Enqueue, OperationContext.Silent, Cancellation);
            return [.. results];
        }

        AssertFailed(await FailingWith(ErrorKind.AuthenticationError), "Azure sign-in", "What happened.");
        var lost = await FailingWith(ErrorKind.NotFound);
        Assert.Equal(OpenClawTestStatus.Passed, Of(lost, "Azure sign-in").Status);
        AssertFailed(lost, "Azure cluster", "What happened.");
        Assert.All(lost.Skip(2), r => Assert.Equal(OpenClawTestStatus.Skipped, r.Status));
        await Assert.ThrowsAsync<OpenClawException>(() => FailingWith(ErrorKind.InvalidArgument));
    }

    private OpenClawModelConfig Config(string? deployment = null, string? version = null, IReadOnlyList<OpenClawModelEndpoint>? endpoints = null) => new()
    {
        Path = sandbox.Config.Path,
        ApiVersion = version ?? sandbox.Config.ApiVersion,
        DeploymentName = deployment ?? sandbox.Config.DeploymentName,
        Endpoints = endpoints ?? sandbox.Config.Endpoints,
    };

    private async Task<(IReadOnlyList<OpenClawTestResult> Results, bool Passed)> TestAsync(
        OperationContext? context = null, bool quick = false, string name = "openclaw")
    {
        var results = new ConcurrentQueue<OpenClawTestResult>();
        var passed = await TestOperation.RunAsync(
            _ => Task.FromResult((sandbox.Cluster, name, Options.Namespace)), new() { Quick = quick }, results.Enqueue, context ?? sandbox.Context, Cancellation);
        return ([.. results], passed);
    }

    private static OpenClawTestResult Of(IEnumerable<OpenClawTestResult> results, string name) => Assert.Single(results, r => r.Name == name);

    private static void AssertFailed(IEnumerable<OpenClawTestResult> results, string name, string detail)
    {
        var result = Of(results, name);
        Assert.Equal(OpenClawTestStatus.Failed, result.Status);
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(result.Remedy!);
    }
}
