using System.Globalization;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Tests.Operations;

namespace OpenClaw.Reliability.Crashes;

/// <summary>The lock of a killed run: how long it keeps the next one waiting, and what that one is told.</summary>
[Trait("Promise", "Crashes")]
public sealed class LockDelayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_the_same_machine_not_at_all()
    {
        await using var sandbox = await KillUnderLockAsync();
        var instance = await sandbox.RunFlowAsync(CrashSandbox.Model, OperationContext.Silent, Cancellation);
        Assert.Equal("Ready", instance.Status);
    }

    [Fact]
    public async Task From_another_machine_less_than_a_minute_and_it_says_so()
    {
        await using var sandbox = await KillUnderLockAsync();
        var cluster = await sandbox.FindClusterAsync(Cancellation);
        using var client = new KubernetesClient(await cluster.ConnectAsync(Cancellation));
        var models = await sandbox.ReadModelsAsync(Cancellation);
        var options = new InstallOptions { Name = CrashSandbox.Name, ModelName = CrashSandbox.Model, NoWait = true };
        const string Elsewhere = "ada@elsewhere/42 00000000-1";
        var time = new ScaledTime(5);
        sandbox.Store!.Update("coordination.k8s.io/v1", "Lease", "openclaw-ns", $"{CrashSandbox.Name}-install", lease =>
        {
            lease["spec"]!["holderIdentity"] = Elsewhere;
            lease["spec"]!["renewTime"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            return true;
        }, "openclaw");

        var killed = time.GetTimestamp();
        var refusals = new List<string>();
        var lastRefused = TimeSpan.Zero;
        while (true)
        {
            var asked = time.GetElapsedTime(killed);
            try
            {
                await new Installer(new(client, cluster, options, models, OperationContext.Silent, time), new()).RunAsync(Cancellation);
                break;
            }
            catch (OpenClawException e) when (e.ErrorId == "InstallBusy")
            {
                Assert.Equal(ErrorKind.ResourceBusy, e.Kind);
                refusals.Add(e.Message);
                lastRefused = asked;
                // Nobody tells when a lock runs out: a person tries again after a while too.
                await Task.Delay(TimeSpan.FromSeconds(2), time, Cancellation);
            }
        }
        Assert.NotEmpty(refusals);
        Assert.All(refusals, text =>
        {
            Assert.Contains(Elsewhere, text, StringComparison.Ordinal);
            Assert.Contains("runs out within a minute", text, StringComparison.Ordinal);
        });
        // Who asks later than this gets it, after a look at whether the holder is alive.
        Assert.InRange(lastRefused, TimeSpan.Zero, InstallLease.Duration);
        TestContext.Current.TestOutputHelper?.WriteLine($"Installed {time.GetElapsedTime(killed).TotalSeconds:F0} s after the kill, last refused at {lastRefused.TotalSeconds:F0} s.");
    }

    // Killed in the first write under the lock: the Secret.
    private static async Task<CrashSandbox> KillUnderLockAsync()
    {
        var reached = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        var sandbox = await CrashSandbox.StartAsync(
            new()
            {
                BeforeRequest = async (_, http) =>
                {
                    if (gone.Task.IsCompleted || http.Request.Method != "POST" || !http.Request.Path.Value!.EndsWith("/secrets", StringComparison.Ordinal))
                        return false;
                    reached.TrySetResult();
                    await gone.Task;
                    http.Abort();
                    return true;
                },
            },
            Cancellation);
        using (var process = await FlowProcess.StartAsync(sandbox.Describe(CrashSandbox.Model)))
            Assert.True(await process.KillWhenAsync(reached.Task, Cancellation));
        gone.SetResult();
        Assert.NotNull(sandbox.Store!.Get("coordination.k8s.io/v1", "Lease", "openclaw-ns", $"{CrashSandbox.Name}-install").Text("spec", "holderIdentity"));
        return sandbox;
    }
}
