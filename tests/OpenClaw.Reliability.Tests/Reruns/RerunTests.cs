using OpenClaw.Operations;
using OpenClaw.Reliability.Crashes;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Reliability.Reruns;

/// <summary>A run that finds everything as asked for writes nothing, however often: the servers' own request logs say so.</summary>
[Trait("Promise", "Reruns")]
public sealed class RerunTests
{
    private const int Times = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_runs_after_the_first_make_no_write_in_Azure_or_the_cluster()
    {
        await using var sandbox = await CrashSandbox.StartAsync(new(), Cancellation);
        Assert.True((await sandbox.RunFlowAsync(CrashSandbox.Model, OperationContext.Silent, Cancellation)).Changed);
        // What the log would show of a write is seen once, so that its absence means something.
        Assert.NotEmpty(await WritesAsync(sandbox));
        var before = await SandboxState.ReadAsync(sandbox, Cancellation);

        await sandbox.ForgetRequestsAsync(Cancellation);
        var asked = 0;
        for (var run = 1; run <= Times; run++)
        {
            Assert.False((await sandbox.RunFlowAsync(CrashSandbox.Model, OperationContext.Silent, Cancellation)).Changed);
            Assert.Empty(await WritesAsync(sandbox));
            asked += await CountAsync(sandbox);
            await sandbox.ForgetRequestsAsync(Cancellation);
        }
        Assert.InRange(asked, Times * 10, int.MaxValue);
        Assert.Equal("", SandboxState.Difference(before, await SandboxState.ReadAsync(sandbox, Cancellation)));
    }

    private static async Task<List<string>> WritesAsync(CrashSandbox sandbox)
    {
        var log = await sandbox.ReadRequestLogAsync(Cancellation);
        return
        [
            .. log.Objects("resourceManager").Select(r => $"{r.Text("method")} {r.Text("path")}").Where(Requests.IsWrite),
            .. log.Objects("clusters").SelectMany(c => c.Objects("requests")).Where(r => r.Flag("write")).Select(r => $"{r.Text("method")} {r.Text("path")}"),
        ];
    }

    private static async Task<int> CountAsync(CrashSandbox sandbox)
    {
        var log = await sandbox.ReadRequestLogAsync(Cancellation);
        return log.Objects("resourceManager").Count() + log.Objects("clusters").Sum(c => c.Objects("requests").Count());
    }
}
