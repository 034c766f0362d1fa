using OpenClaw.Sandbox.Tests.Kubernetes;

namespace OpenClaw.Sandbox.Tests.Hosting;

/// <summary>The real kubectl against a sandbox whose controllers, scheduler and kubelet are at work: what people do with a release.</summary>
public sealed class KubectlWorkloadTests(HostedCluster cluster) : IClassFixture<HostedCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [KubectlFact]
    public async Task A_rollout_is_followed_changed_and_undone()
    {
        await ApplyAsync("web", "sleep 1000");
        Assert.Contains("deployment \"web\" successfully rolled out", await RunAsync("rollout status deployment/web --timeout 60s"), StringComparison.Ordinal);
        Assert.Contains("condition met", await RunAsync("wait --for=condition=Available deployment/web --timeout 60s"), StringComparison.Ordinal);
        var first = await RunAsync("get pods -l app=web -o name");

        await RunAsync("set env deployment/web EDITION=second");
        await RunAsync("rollout status deployment/web --timeout 60s");
        Assert.NotEqual(first, await RunAsync("get pods -l app=web --field-selector status.phase=Running -o name"));
        Assert.Equal("second\n", await RunAsync("exec deploy/web -- printenv EDITION"));
        Assert.Equal(["1", "2"], Revisions(await RunAsync("rollout history deployment/web")));

        Assert.Contains("deployment.apps/web rolled back", await RunAsync("rollout undo deployment/web"), StringComparison.Ordinal);
        await RunAsync("rollout status deployment/web --timeout 60s");
        Assert.Equal("", await RunAsync("get deployment web -o jsonpath={.spec.template.spec.containers[0].env}"));
        Assert.Equal(["2", "3"], Revisions(await RunAsync("rollout history deployment/web")));
    }

    [KubectlFact]
    public async Task Describe_and_events_tell_how_a_pod_came_up()
    {
        await ApplyAsync("told", "sleep 1000");
        await RunAsync("rollout status deployment/told --timeout 60s");

        var deployment = await RunAsync("describe deployment told");
        Assert.Contains("1 desired | 1 updated | 1 total | 1 available | 0 unavailable", deployment, StringComparison.Ordinal);
        Assert.Contains("ScalingReplicaSet", deployment, StringComparison.Ordinal);
        Assert.Contains("NewReplicaSet:", deployment, StringComparison.Ordinal);
        var pod = await RunAsync("describe pod -l app=told");
        foreach (var text in new[] { "Successfully assigned default/told-", "Started container main", "Status:           Running", "Ready:          True" })
            Assert.Contains(text, pod, StringComparison.Ordinal);
        var events = await RunAsync("get events --sort-by=.lastTimestamp");
        Assert.Contains("SuccessfulCreate", events, StringComparison.Ordinal);
        Assert.Contains("Started container main", events, StringComparison.Ordinal);
        Assert.Contains("ScalingReplicaSet", await RunAsync("events --for deployment/told"), StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task A_log_is_followed_until_its_container_ends()
    {
        await ApplyAsync("talker", "echo one; sleep 1; echo two; sleep 1000");
        await RunAsync("rollout status deployment/talker --timeout 60s");
        using var follow = Kubectl.Start(cluster.KubeConfig, "logs -f deployment/talker");
        Assert.Equal("one", await follow.StandardOutput.ReadLineAsync(Cancellation));
        Assert.Equal("two", await follow.StandardOutput.ReadLineAsync(Cancellation));
        await RunAsync("delete deployment talker");
        Assert.Null(await follow.StandardOutput.ReadLineAsync(Cancellation));
        await follow.WaitForExitAsync(Cancellation);
        Assert.Equal(0, follow.ExitCode);
        await RunAsync("wait --for=delete pod -l app=talker --timeout 60s");
    }

    [KubectlFact]
    public async Task A_rollout_that_cannot_go_on_times_out_and_the_pod_says_why()
    {
        await ApplyAsync("stuck", "true", "example.invalid/nothing:1");
        var status = await Kubectl.RunAsync(cluster.KubeConfig, "rollout status deployment/stuck --timeout 3s");
        Assert.NotEqual(0, status.ExitCode);
        Assert.Contains("timed out", status.Text, StringComparison.Ordinal);
        Assert.Matches("ErrImagePull|ImagePullBackOff", await RunAsync("get pods -l app=stuck"));
        Assert.Contains("Failed to pull image \"example.invalid/nothing:1\"", await RunAsync("describe pod -l app=stuck"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"clientVersion":{"gitVersion":"v1.29.14"}}""", false)]
    [InlineData("""{"clientVersion":{"gitVersion":"v1.30.0"}}""", true)]
    [InlineData("""{"clientVersion":{"gitVersion":"v1.32.4-dispatcher"}}""", true)]
    [InlineData("kubectl: broken", false)]
    public void Only_a_kubectl_that_is_new_enough_is_used(string version, bool usable) =>
        Assert.Equal(usable, Kubectl.Parse(version) >= Kubectl.Oldest);

    private async Task<string> RunAsync(string arguments, string? input = null)
    {
        var result = await Kubectl.RunAsync(cluster.KubeConfig, arguments, input);
        Assert.True(result.ExitCode == 0, $"kubectl {arguments}: {result.Text}");
        return result.Output;
    }

    private Task<string> ApplyAsync(string name, string command, string image = "ghcr.io/openclaw/openclaw:2026.9.6") => RunAsync("apply -f -", $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{name}}}
        spec:
          replicas: 1
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}} } }
            spec:
              terminationGracePeriodSeconds: 5
              containers: [{name: main, image: "{{image}}", command: [sh, -c, "{{command}}"]}]
        """);

    private static IEnumerable<string> Revisions(string history) =>
        history.Split('\n').Select(l => l.Split(' ')[0]).Where(w => w.Length > 0 && char.IsDigit(w[0]));
}
