using OpenClaw.Reliability.Cluster;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Reliability.Faults;

// A lock is given back within three seconds or not at all: beside the sweep, which takes all there is of the machine, not at all.
[CollectionDefinition(nameof(LostReleaseTests), DisableParallelization = true)]
[Collection(nameof(LostReleaseTests))]
public sealed class LostReleaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lock_that_could_not_be_given_back_does_not_hold_up_the_next_run_of_the_same_session()
    {
        await using var sandbox = await FastSandbox.StartAsync(new RequestHooks(), Cancellation);
        var cluster = await sandbox.MakeClusterAsync(Cancellation);
        sandbox.Host.Faults.Play([new() { Fault = FaultKind.Reset, At = FaultMoment.Before, Verb = "update", Resource = "leases", Count = FaultRule.Always }]);
        await sandbox.InstallAsync(cluster, Cancellation);
        sandbox.Host.Faults.Play([]);
        var lease = Assert.Single(sandbox.Host.RunningClusters.Single().Store!.List("coordination.k8s.io/v1", "Lease", "openclaw-ns"));
        Assert.NotNull(lease["spec"]!["holderIdentity"]);

        var changed = await sandbox.InstallAsync(cluster, Cancellation, modelName: "gpt-5.2-mini");

        Assert.True(changed.Changed);
    }

    [Fact]
    public async Task A_release_whose_answer_is_lost_is_made_sure_of()
    {
        await using var sandbox = await FastSandbox.StartAsync(new RequestHooks(), Cancellation);
        var cluster = await sandbox.MakeClusterAsync(Cancellation);
        sandbox.Host.Faults.Play([new() { Fault = FaultKind.Error, Status = 503, Verb = "update", Resource = "leases" }]);

        await sandbox.InstallAsync(cluster, Cancellation);

        var lease = Assert.Single(sandbox.Host.RunningClusters.Single().Store!.List("coordination.k8s.io/v1", "Lease", "openclaw-ns"));
        Assert.Null(lease["spec"]!["holderIdentity"]);
    }
}
