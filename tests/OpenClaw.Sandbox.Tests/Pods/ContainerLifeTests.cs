using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Tests.Pods;

public sealed class ContainerLifeTests
{
    [Fact]
    public async Task A_killed_process_is_started_again_and_counted()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create([SampleObjects.Secret(), SampleObjects.Claim(), SampleObjects.GatewayConfig(), SampleObjects.Gateway()]);
        var pod = await cluster.WaitForReadyAsync("openclaw");
        using (var process = Process.GetProcessById(PidOfGateway(cluster)))
            process.Kill();

        var restarted = await cluster.WaitForPodAsync("openclaw", static item =>
            item.Objects("status", "containerStatuses").First().Number("restartCount") == 1 && item.Condition("Ready") == "True");
        Assert.Equal(pod.Uid(), restarted.Uid());
        var status = restarted.Objects("status", "containerStatuses").First();
        Assert.Equal(OperatingSystem.IsWindows() ? -1 : 137, status.Number("lastState", "terminated", "exitCode"));
        Assert.NotEmpty(await cluster.ReadLogAsync(restarted, previous: true));
    }

    [Fact]
    public async Task A_failing_container_goes_into_crash_loop_back_off_and_keeps_its_last_log()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create(SampleObjects.Pod("crash", "echo last words; exit 3"));
        var pod = await cluster.WaitForPodAsync("crash", static item =>
            item.Objects("status", "containerStatuses").FirstOrDefault().Text("state", "waiting", "reason") == "CrashLoopBackOff");
        Assert.Equal(3, pod.Objects("status", "containerStatuses").First().Number("lastState", "terminated", "exitCode"));
        Assert.Equal(["last words"], await cluster.ReadLogAsync(pod));
        await cluster.WaitForPodAsync("crash", static item => item.Objects("status", "containerStatuses").First().Number("restartCount") >= 2);
        Assert.Equal("BackOff", (await cluster.WaitForEventAsync("BackOff")).Text("reason"));
    }

    [Theory]
    [InlineData("exit 0", "Succeeded")]
    [InlineData("exit 1", "Failed")]
    public async Task A_pod_that_never_restarts_ends(string command, string phase)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create(SampleObjects.Pod("once", command, restartPolicy: "Never"));
        await cluster.WaitForPodAsync("once", pod => pod.Text("status", "phase") == phase);
    }

    [Fact]
    public async Task An_unknown_image_cannot_be_pulled()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create(SampleObjects.Pod("stranger", "exit 0", image: "example.com/stranger:1"));
        foreach (var reason in new[] { "ErrImagePull", "ImagePullBackOff" })
        {
            await cluster.WaitForPodAsync("stranger", pod =>
                pod.Objects("status", "containerStatuses").FirstOrDefault().Text("state", "waiting", "reason") == reason);
        }

        await cluster.WaitAsync("v1", "Event", static item =>
            item.Text("reason") == "Failed" && item.Text("message")!.StartsWith("Failed to pull image \"example.com/stranger:1\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_secret_key_is_a_config_error_until_it_is_there()
    {
        await using var cluster = await TestCluster.StartAsync();
        var secret = SampleObjects.Secret();
        secret.Ensure("data").Remove("OPENCLAW_GATEWAY_TOKEN");
        cluster.Create([secret, SampleObjects.Claim(), SampleObjects.GatewayConfig(), SampleObjects.Gateway()]);
        var pod = await cluster.WaitForPodAsync("openclaw", static item =>
            item.Objects("status", "containerStatuses").FirstOrDefault().Text("state", "waiting", "reason") == "CreateContainerConfigError");
        Assert.Equal(
            $"couldn't find key OPENCLAW_GATEWAY_TOKEN in Secret {TestCluster.Namespace}/openclaw-secrets",
            pod.Objects("status", "containerStatuses").First().Text("state", "waiting", "message"));

        cluster.Store.Update(
            "v1",
            "Secret",
            TestCluster.Namespace,
            "openclaw-secrets",
            current =>
            {
                current.Ensure("data")["OPENCLAW_GATEWAY_TOKEN"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("late"));
                return true;
            },
            "test");
        await cluster.WaitForReadyAsync("openclaw");
    }

    [Fact]
    public async Task An_invalid_configuration_ends_the_gateway_with_78_and_the_reason_in_its_log()
    {
        await using var cluster = await TestCluster.StartAsync();
        var config = SampleObjects.GatewayConfig(static root => root.Ensure("gateway", "controlUi")["allowInsecureAuth"] = true);
        cluster.Create([SampleObjects.Secret(), SampleObjects.Claim(), config, SampleObjects.Gateway()]);
        var pod = await cluster.WaitForPodAsync("openclaw", static item =>
            item.Objects("status", "containerStatuses").FirstOrDefault().Number("lastState", "terminated", "exitCode") == 78);
        Assert.Contains(await cluster.ReadLogAsync(pod), static line => line.Contains("allowInsecureAuth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_pod_gets_its_grace_and_its_process_is_gone()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create([SampleObjects.Secret(), SampleObjects.Claim(), SampleObjects.GatewayConfig(), SampleObjects.Gateway()]);
        await cluster.WaitForReadyAsync("openclaw");
        using var process = Process.GetProcessById(PidOfGateway(cluster));
        cluster.Store.Delete("apps/v1", "Deployment", TestCluster.Namespace, "openclaw", propagationPolicy: "Background");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Contains(cluster.Store.List("v1", "Event", TestCluster.Namespace), static item => item.Text("reason") == "Killing");
    }

    [Fact]
    public async Task Commands_run_in_a_container_with_its_environment_and_files()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create([SampleObjects.Secret(), SampleObjects.Claim(), SampleObjects.GatewayConfig(), SampleObjects.Gateway()]);
        var pod = await cluster.WaitForReadyAsync("openclaw");
        async Task<(int Code, string Output, string Error)> ExecAsync(params string[] command)
        {
            using var output = new MemoryStream();
            using var error = new MemoryStream();
            var code = await cluster.Pods.ExecAsync(
                pod.Namespace(), pod.Name(), "openclaw", command, null, output, error, TestContext.Current.CancellationToken);
            return (code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
        }

        Assert.Contains("OPENCLAW_STATE_DIR=/home/node/.openclaw\n", (await ExecAsync("env")).Output, StringComparison.Ordinal);
        Assert.Contains("litellm/gpt-5.2", (await ExecAsync("cat", "/home/node/.openclaw/openclaw.json")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await ExecAsync("cat", "/home/node/.openclaw/../../../etc/passwd")).Code);
        Assert.Equal((5, "", ""), await ExecAsync("sh", "-c", "exit 5"));
        Assert.Equal((0, "a b\n", ""), await ExecAsync("echo", "a", "b"));
        var missing = await Assert.ThrowsAsync<StatusException>(() => ExecAsync("vim"));
        Assert.Contains("executable file not found in $PATH", missing.Message, StringComparison.Ordinal);
    }

    /// <summary>The process of the only gateway of a cluster, as its lease on the volume names it.</summary>
    private static int PidOfGateway(TestCluster cluster)
    {
        var lease = Directory.GetFiles(cluster.Folder, "gateway-owner.json", SearchOption.AllDirectories).Single();
        return int.Parse(System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(lease))!["pid"]!.ToString(), CultureInfo.InvariantCulture);
    }
}
