using System.Text.Json.Nodes;
using OpenClaw.Core.Tests.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Tests.Kubernetes;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Operations;

/// <summary>The lock that keeps two installations of one instance apart, on a real API server.</summary>
public sealed class InstallLeaseTests(InstallCluster fixture) : IClassFixture<InstallCluster>, IAsyncLifetime
{
    private const string Elsewhere = "ada@elsewhere/42 00000000-1";

    private readonly RecordedContext _recorded = new();

    private readonly InstallOptions _options = new()
    {
        Namespace = $"openclaw-lease-{Guid.NewGuid():N}"[..30],
        ModelName = "gpt-5.2",
        NoWait = true,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static OpenClawModelConfig Config => Samples.Config("https://one.openai.azure.com/");

    private InstallOptions Changed => _options with { MaxTokens = 1000 };

    private ResourceName LeaseName => new(ResourceKind.Lease, _options.Namespace, "openclaw-install");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        using var client = fixture.Connect();
        await client.DeleteAsync(new(ResourceKind.Namespace, null, _options.Namespace), CancellationToken.None);
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_two_installations_at_once_exactly_one_goes_on()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var options = _options with { NoWait = false, Timeout = TimeSpan.FromSeconds(30) };
        // Without a kubelet the winner waits for its pods, lock in hand.
        var runs = Enumerable.Range(0, 2).Select(_ => InstallOperation.RunAsync(fixture.Cluster, options, Config, _recorded.Context, stop.Token)).ToList();
        var loser = await Task.WhenAny(runs);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => loser);
        Assert.Equal(("InstallBusy", ErrorKind.ResourceBusy), (error.ErrorId, error.Kind));
        Assert.Contains($"{Environment.UserName}@{Environment.MachineName}/{Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        var winner = Assert.Single(runs, r => r != loser);
        Assert.False(winner.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => winner);
        using var client = fixture.Connect();
        Assert.Null((await client.GetAsync(LeaseName, Cancellation)).Child("spec").Text("holderIdentity"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lock_that_ran_out_is_taken_over_and_it_is_said_whose_it_was()
    {
        await InstallAsync(_options);
        using var client = fixture.Connect();
        await TakeAsync(client, DateTimeOffset.UtcNow.AddMinutes(-2));
        Assert.True((await InstallAsync(Changed, new InstantTime())).Changed);
        Assert.Contains(_recorded.Verbose, v => v.Contains("Took over", StringComparison.Ordinal) && v.Contains(Elsewhere, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_holder_whose_clock_is_behind_is_seen_to_be_alive()
    {
        await InstallAsync(_options);
        using var client = fixture.Connect();
        await TakeAsync(client, DateTimeOffset.UtcNow.AddMinutes(-2));
        var watched = new TaskCompletionSource();
        _recorded.OnMessage = m => { if (m is VerboseMessage v && v.Text.Contains("has run out", StringComparison.Ordinal)) watched.TrySetResult(); };
        var run = InstallAsync(Changed);
        Assert.Same(watched.Task, await Task.WhenAny(watched.Task, run));
        await TakeAsync(client, DateTimeOffset.UtcNow.AddMinutes(-2).AddSeconds(10));
        var error = await Assert.ThrowsAsync<OpenClawException>(() => run);
        Assert.Equal("InstallBusy", error.ErrorId);
        Assert.Contains(Elsewhere, error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_long_installation_keeps_its_lock()
    {
        var time = new ScaledTime(50);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var run = InstallAsync(_options with { NoWait = false, Timeout = TimeSpan.FromHours(20) }, time, stop.Token);
        using var client = fixture.Connect();
        var first = await WaitForLeaseAsync(client, run, _ => true);
        await WaitForLeaseAsync(client, run, l => Renewed(l) > Renewed(first) + (2 * InstallLease.Duration));
        var error = await Assert.ThrowsAsync<OpenClawException>(() => InstallAsync(Changed, time));
        Assert.Equal("InstallBusy", error.ErrorId);
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_lost_its_lock_stops_and_leaves_it_to_the_other()
    {
        var run = InstallAsync(_options with { NoWait = false, Timeout = TimeSpan.FromHours(20) }, new ScaledTime(50));
        using var client = fixture.Connect();
        await WaitForLeaseAsync(client, run, _ => true);
        await TakeAsync(client, DateTimeOffset.UtcNow);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => run);
        Assert.Equal(("LeaseLost", ErrorKind.ResourceBusy), (error.ErrorId, error.Kind));
        Assert.Equal(Elsewhere, (await client.GetAsync(LeaseName, Cancellation)).Child("spec").Text("holderIdentity"));
    }

    private static DateTimeOffset Renewed(JsonObject lease) => (DateTimeOffset)lease["spec"]!["renewTime"]!;

    private async Task<OpenClawInstance> InstallAsync(InstallOptions options, TimeProvider? time = null, CancellationToken? cancellationToken = null)
    {
        using var client = fixture.Connect();
        var install = new InstallContext(client, fixture.Cluster, options, Config, _recorded.Context, time ?? TimeProvider.System);
        return await new Installer(install, new()).RunAsync(cancellationToken ?? Cancellation);
    }

    // Plays another holder, whatever is stored now.
    private async Task TakeAsync(IKubernetesClient client, DateTimeOffset renewed)
    {
        while (true)
        {
            var lease = (await client.GetAsync(LeaseName, Cancellation))!;
            lease["spec"]!["holderIdentity"] = Elsewhere;
            lease["spec"]!["renewTime"] = renewed.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
            try
            {
                await client.ReplaceAsync(lease, "test", Cancellation);
                return;
            }
            catch (KubernetesException e) when (e.Code == 409)
            {
                // It was renewed in this moment.
            }
        }
    }

    // Watches until the lease is held and as wanted; an installation that ends before is the failure.
    private async Task<JsonObject> WaitForLeaseAsync(IKubernetesClient client, Task run, Func<JsonObject, bool> wanted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _ = run.ContinueWith(_ => ended.Cancel(), Cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var change in client.WatchAsync(
                ResourceKind.Lease, _options.Namespace, null, $"metadata.name={LeaseName.Name}", ended.Token))
                if (change.Object is { } lease && lease.Child("spec").Text("holderIdentity") is not null && wanted(lease))
                    return lease;
        }
        catch (OperationCanceledException) when (run.IsCompleted)
        {
            await run;
        }
        throw new InvalidOperationException("The installation ended.");
    }
}
