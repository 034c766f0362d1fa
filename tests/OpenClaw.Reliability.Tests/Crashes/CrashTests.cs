namespace OpenClaw.Reliability.Crashes;

/// <summary>
/// The process that makes the cluster and installs, or changes or removes an installation, is killed with SIGKILL at every request it makes, before the server handles it and after,
/// and the next run must end where a run without a kill ends, with everything kept that was there.
/// </summary>
[Trait("Promise", "Crashes")]
public sealed class CrashTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_request_of_the_first_installation_the_next_run_converges() =>
        Judge(await CrashSweep.RunAsync(new("first installation", "install", null), CrashSelection.Most, Cancellation));

    [Fact]
    public async Task Killed_at_a_request_of_a_change_the_next_run_converges_with_the_same_secrets_and_data() =>
        Judge(await CrashSweep.RunAsync(new("changed model", "install", "gpt-4.1"), CrashSelection.Writes, Cancellation));

    [Fact]
    public async Task Killed_after_a_write_of_an_installation_of_another_image_the_next_run_converges() =>
        Judge(await CrashSweep.RunAsync(
            new("changed image", "install", CrashSandbox.Model) { Image = CrashSandbox.OtherImage }, CrashSelection.AfterWrites, Cancellation));

    [Fact]
    public async Task Killed_after_a_write_of_a_rotation_the_next_one_takes_it_up() =>
        Judge(await CrashSweep.RunAsync(new("rotated master key", "rotate", CrashSandbox.Model), CrashSelection.AfterWrites, Cancellation));

    [Fact]
    public async Task Killed_after_a_write_of_an_update_the_next_one_converges_with_the_same_secrets_and_data() =>
        Judge(await CrashSweep.RunAsync(new("update", "update", "gpt-4.1") { Image = CrashSandbox.OtherImage }, CrashSelection.AfterWrites, Cancellation));

    [Fact]
    public async Task Killed_at_a_write_of_a_move_to_larger_nodes_the_next_one_ends_on_them_with_the_same_secrets_and_data() =>
        Judge(await CrashSweep.RunAsync(new("moved nodes", "scale", CrashSandbox.Model), CrashSelection.Writes, Cancellation));

    [Fact]
    public async Task Killed_after_a_write_of_an_uninstallation_the_next_one_leaves_only_secrets_and_data() =>
        Judge(await CrashSweep.RunAsync(new("uninstall", "uninstall", CrashSandbox.Model), CrashSelection.AfterWrites, Cancellation));

    private static void Judge(CrashSweep sweep)
    {
        CrashReport.Write(sweep);
        Assert.Equal("", string.Join('\n', sweep.Results.Where(r => r.Problem is not null)));
        // That nothing was wrong says nothing unless the process was killed, in the first write too.
        Assert.Contains(sweep.Results, r => r is { Killed: true });
        Assert.All(sweep.Results.Where(r => r.Request < sweep.Requests - CrashSweep.Spread), r => Assert.True(r.Killed, r.ToString()));
    }
}
