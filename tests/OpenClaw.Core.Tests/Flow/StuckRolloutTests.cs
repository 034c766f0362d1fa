using System.Diagnostics;
using OpenClaw.Core.Tests.Azure;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Flow;

/// <summary>Installations that cannot get ready, all under way at once: what they say while they wait, and in the end.</summary>
public sealed class StuckRolloutTests(StuckRolloutTests.Installations installations) : IClassFixture<StuckRolloutTests.Installations>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string[]> Cases => new()
    {
        { "image", ["cannot be pulled", "example.invalid/nothing:1", "ErrImagePull"] },
        { "room", ["No node has room", "Insufficient memory"] },
        { "volume", ["openclaw-data", "storageclass.storage.k8s.io \"no-such-class\" not found"] },
        { "crash", ["ended with exit code 127", "--config"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_cause_is_told_while_it_waits_and_again_in_the_error(string name, string[] words)
    {
        var (recorded, run) = installations.Get(name);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => run);
        Assert.Equal(("InstallTimeout", ErrorKind.Timeout), (error.ErrorId, error.Kind));
        var told = string.Join('\n', recorded.Warnings);
        Assert.All(words, word => Assert.Contains(word, told, StringComparison.Ordinal));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.Equal(recorded.Warnings.Distinct(), recorded.Warnings);
    }

    [Fact]
    public async Task Cancelled_in_the_middle_of_the_wait_it_returns_at_once_and_lets_the_lock_go()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = new TaskCompletionSource();
        var recorded = new RecordedContext { OnMessage = m => { if (m is WarningMessage) waiting.TrySetResult(); } };
        var options = Installations.Options("cancelled", "nothing/at-all:1") with { Timeout = TimeSpan.FromMinutes(5) };
        var run = installations.Sandbox.InstallAsync(options, cancel.Token, context: recorded.Context);
        await Task.WhenAny(waiting.Task, run);
        Assert.False(run.IsCompleted);
        var watch = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));

        var next = await installations.Sandbox.InstallAsync(options with { MaxTokens = 1000, NoWait = true }, Cancellation);
        Assert.True(next.Changed);
    }

    /// <summary>The sandbox and the stuck installations.</summary>
    public sealed class Installations : IAsyncLifetime
    {
        private readonly Dictionary<string, (RecordedContext Recorded, Task Run)> _runs = [];
        private readonly CancellationTokenSource _stop = new();

        public FlowSandbox Sandbox { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Sandbox.InitializeAsync();
            Start(Options("image", "example.invalid/nothing:1"));
            var huge = new ProgramResources("100m", "900Gi", "900Gi");
            Start(Options("room") with { OpenClawResources = huge, LiteLLMResources = huge });
            Start(Options("volume") with { StorageClass = "no-such-class" });
            // OpenClaw's image does not take LiteLLM's arguments.
            Start(Options("crash") with { LiteLLMImage = InstallOptions.DefaultOpenClawImage });
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_runs.Values.Select(r => r.Run)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
            await Sandbox.DisposeAsync();
        }

        internal (RecordedContext Recorded, Task Run) Get(string name) => _runs[name];

        internal static InstallOptions Options(string name, string image = InstallOptions.DefaultOpenClawImage) => new()
        {
            Namespace = name,
            ModelName = "gpt-5.2",
            OpenClawImage = image,
            Timeout = TimeSpan.FromSeconds(20),
        };

        private void Start(InstallOptions options)
        {
            var recorded = new RecordedContext();
            _runs.Add(options.Namespace, (recorded, Sandbox.InstallAsync(options, _stop.Token, context: recorded.Context)));
        }
    }
}
