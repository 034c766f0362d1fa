using OpenClaw.Reliability.Cluster;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Reliability.Faults;

public sealed class BlindWaitTests
{
    [Fact]
    public async Task A_wait_that_the_server_tells_nothing_ends_in_an_error_that_says_so()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var sandbox = await FastSandbox.StartAsync(new RequestHooks(), cancellation);
        var cluster = await sandbox.MakeClusterAsync(cancellation);
        // Pods that are Ready before the wait begins would leave nothing to wait for.
        sandbox.Kubelet!.Trouble = PodTrouble.Slow;
        sandbox.Host.Faults.Play(
            [new() { Fault = FaultKind.Error, Status = 503, Message = "the watch cache is broken", Verb = "watch", Resource = "deployments", Count = FaultRule.Always }]);

        var error = await Assert.ThrowsAsync<OpenClawException>(() => sandbox.InstallAsync(cluster, cancellation, timeout: 4));

        Assert.Equal(("InstallTimeout", ErrorKind.Timeout), (error.ErrorId, error.Kind));
        Assert.Contains("the watch cache is broken", error.Message, StringComparison.Ordinal);
    }
}
