using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

public sealed class EvictionTests : IAsyncLifetime
{
    private TestCluster _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestCluster.StartAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task An_evicted_pod_goes_in_its_grace_period_and_may_be_evicted_again()
    {
        _test.RunPod("web");

        Assert.Equal(201, (await EvictAsync("web")).Status);
        Assert.Equal(201, (await EvictAsync("web")).Status);

        Assert.Equal(30, (int?)_test.Cluster.Store.Get("v1", "Pod", "default", "web")!["metadata"]!["deletionGracePeriodSeconds"]);
        Assert.Equal(404, (await EvictAsync("nobody")).Status);
    }

    [Fact]
    public async Task Another_pod_of_that_name_is_left_alone()
    {
        _test.RunPod("web");

        Assert.Equal(409, (await EvictAsync("web", "11111111-2222-4333-8444-555555555555")).Status);
        Assert.Null(_test.Cluster.Store.Get("v1", "Pod", "default", "web")!["metadata"]!["deletionTimestamp"]);
    }

    [Theory]
    [InlineData("\"minAvailable\":1", 1, 429)]
    [InlineData("\"minAvailable\":1", 2, 201)]
    [InlineData("\"maxUnavailable\":0", 2, 429)]
    [InlineData("\"maxUnavailable\":1", 1, 201)]
    [InlineData("\"minAvailable\":\"100%\"", 2, 429)]
    public async Task A_disruption_budget_decides(string budget, int pods, int status)
    {
        for (var number = 0; number < pods; number++)
            Run($"web{number}");
        await MakeBudgetAsync(budget);

        var (answered, answer) = await EvictAsync("web0");

        Assert.Equal(status, answered);
        if (status == 201) return;
        Assert.Equal("TooManyRequests", (string?)answer["reason"]);
        Assert.Equal("DisruptionBudget", (string?)answer["details"]!["causes"]![0]!["reason"]);
        Assert.Equal("Cannot evict pod as it would violate the pod's disruption budget.", (string?)answer["message"]);
    }

    [Fact]
    public async Task A_budget_lets_one_pod_go_at_a_time()
    {
        Run("web0");
        Run("web1");
        await MakeBudgetAsync("\"minAvailable\":1");

        Assert.Equal(201, (await EvictAsync("web0")).Status);
        Assert.Equal(429, (await EvictAsync("web1")).Status);
    }

    [Fact]
    public async Task A_budget_must_not_say_both()
    {
        var (status, answer) = await MakeBudgetAsync("\"minAvailable\":1,\"maxUnavailable\":1");

        Assert.Equal(422, status);
        Assert.Contains("cannot be both set", (string?)answer["message"], StringComparison.Ordinal);
    }

    private void Run(string name)
    {
        _test.RunPod(name);
        _test.Cluster.Store.Update("v1", "Pod", "default", name, static pod =>
        {
            pod["metadata"]!["labels"]!["tier"] = "web";
            return true;
        }, "test");
    }

    private Task<(int Status, JsonObject Body)> MakeBudgetAsync(string budget) => _test.SendAsync(
        HttpMethod.Post, "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
        $$"""{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"b"},"spec":{ {{budget}},"selector":{"matchLabels":{"tier":"web"} } } }""");

    private Task<(int Status, JsonObject Body)> EvictAsync(string pod, string? uid = null)
    {
        var eviction = new JsonObject { ["apiVersion"] = "policy/v1", ["kind"] = "Eviction", ["metadata"] = new JsonObject { ["name"] = pod } };
        if (uid is not null)
            eviction["deleteOptions"] = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = uid } };
        return _test.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/default/pods/{pod}/eviction", eviction.ToJsonString());
    }
}
