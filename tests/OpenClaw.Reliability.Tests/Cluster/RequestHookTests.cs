using System.Collections.Concurrent;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Reliability.Cluster;

public sealed class RequestHookTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_hooks_see_every_request_of_both_servers_before_and_after_it_is_handled()
    {
        var before = new ConcurrentQueue<SandboxServer>();
        var after = new ConcurrentQueue<SandboxServer>();
        await using var sandbox = await FastSandbox.StartAsync(
            new RequestHooks
            {
                BeforeRequest = (server, _) =>
                {
                    before.Enqueue(server);
                    return Task.FromResult(false);
                },
                BeforeAnswer = (server, _) =>
                {
                    after.Enqueue(server);
                    return Task.FromResult(false);
                },
            },
            Cancellation);
        var instance = await sandbox.InstallAsync(await sandbox.MakeClusterAsync(Cancellation), Cancellation);
        Assert.Equal("Ready", instance.Status);
        Assert.Contains(SandboxServer.ResourceManager, before);
        Assert.Contains(SandboxServer.Kubernetes, before);
        Assert.Equal(before.Order(), after.Order());
    }

    [Fact]
    public async Task A_lost_answer_is_one_to_a_request_that_was_handled()
    {
        var lost = 0;
        await using var sandbox = await FastSandbox.StartAsync(
            new RequestHooks
            {
                BeforeAnswer = (_, http) =>
                    Task.FromResult(http.Request is { Method: "PUT", Path: var path } && path.Value!.EndsWith("/demo-RG", StringComparison.Ordinal)
                        && Interlocked.Increment(ref lost) == 1),
            },
            Cancellation);
        await sandbox.MakeClusterAsync(Cancellation);
        Assert.Equal(2, lost);
    }
}
