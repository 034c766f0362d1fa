namespace OpenClaw.Reliability.Crashes;

/// <summary>
/// The process that makes the cluster and installs is killed with SIGKILL at every request it makes, before the server handles it and after,
/// and the next run must end where a run without a kill ends, with everything kept that was there.
/// </summary>
[Trait("Promise", "Crashes")]
public sealed class CrashTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_request_of_the_first_installation_the_next_run_converges() =>
        Judge(await CrashSweep.RunAsync("first installation", null, CrashSandbox.Model, CrashSelection.Every, Cancellation));

    [Fact]
    public async Task Killed_at_a_request_of_a_change_the_next_run_converges_with_the_same_secrets_and_data() =>
        Judge(await CrashSweep.RunAsync("changed model", "gpt-4.1", CrashSandbox.Model, CrashSelection.Writes, Cancellation));

    private static void Judge(CrashSweep sweep)
    {
        CrashReport.Write(sweep);
        Assert.Equal("", string.Join('\n', sweep.Results.Where(r => r.Problem is not null)));
        // That nothing was wrong says nothing unless the process was killed, in the first write too.
        Assert.Contains(sweep.Results, r => r is { Killed: true });
        Assert.All(sweep.Results.Where(r => r.Request < sweep.Requests - CrashSweep.Spread), r => Assert.True(r.Killed, r.ToString()));
    }
}
