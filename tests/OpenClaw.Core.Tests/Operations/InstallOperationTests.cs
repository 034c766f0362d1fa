using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenClaw.Core.Tests.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Operations;

/// <summary>The installation as commands call it.</summary>
public sealed class InstallOperationTests(InstallCluster fixture) : IClassFixture<InstallCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_on_loopback_is_refused_for_a_cluster_elsewhere()
    {
        var connection = await fixture.Cluster.ConnectAsync(Cancellation);
        // An address that is reserved for documentation: whoever tried to connect would wait.
        var elsewhere = fixture.Cluster with { ConnectAsync = _ => Task.FromResult(connection with { Server = new("https://192.0.2.1/") }) };
        var recorded = new RecordedContext();
        var error = await Assert.ThrowsAsync<OpenClawException>(() => InstallOperation.RunAsync(
            elsewhere, new() { ModelName = "gpt-5.2" }, Samples.Config("https://one.openai.azure.com/", "https://127.0.0.1:8443/"), recorded.Context, Cancellation));
        Assert.Equal(("EndpointLoopback", ErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
        Assert.Contains("127.0.0.1:8443", error.Message, StringComparison.Ordinal);
        Assert.Empty(recorded.Debug);
    }

    [Fact]
    public async Task Secrets_in_a_crashed_programs_log_are_masked()
    {
        Assert.SkipWhen(fixture.Server is null, "The test plays the kubelet itself.");
        var options = new InstallOptions { Namespace = "openclaw-crash", ModelName = "gpt-5.2", Timeout = TimeSpan.FromSeconds(30) };
        var config = Samples.Config("https://one.openai.azure.com/");
        var store = fixture.Server.Store;
        Dictionary<string, string> Secrets() => InstanceSecrets.Decode(store.Get("v1", "Secret", options.Namespace, "openclaw-secrets"));
        fixture.Server.PodRuntime = new CrashedPods(() => Secrets().Select(s => $"{s.Key} is '{s.Value}'"));

        var told = new TaskCompletionSource<string>();
        var recorded = new RecordedContext { OnMessage = m => { if (m is WarningMessage w) told.TrySetResult(w.Text); } };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var run = InstallOperation.RunAsync(fixture.Cluster, options, config, recorded.Context, stop.Token);
        await CrashAsync(store, options.Namespace, "openclaw-llmproxy");
        Assert.Same(told.Task, await Task.WhenAny(told.Task, run));
        var warning = await told.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Contains("ended with exit code 3", warning, StringComparison.Ordinal);
        var secrets = Secrets();
        Assert.Equal(3, secrets.Count);
        Assert.All(secrets.Keys, key => Assert.Contains($"{key} is '***'", warning, StringComparison.Ordinal));
        Assert.All(secrets.Values, value => Assert.DoesNotContain(recorded.Messages, m => m.ToString().Contains(value, StringComparison.Ordinal)));
    }

    private static async Task CrashAsync(IObjectStore store, string ns, string app)
    {
        await foreach (var change in store.WatchAsync("v1", "Pod", Cancellation))
            if (change.Object.Child("metadata").Text("namespace") == ns && change.Object.Child("metadata").Child("labels").Text("app") == app)
            {
                store.Update("v1", "Pod", ns, change.Object.Child("metadata").Text("name")!, pod =>
                {
                    var container = pod["spec"]!["containers"]![0]!;
                    (pod["status"] as JsonObject ?? (JsonObject)(pod["status"] = new JsonObject()))["containerStatuses"] = new JsonArray(new JsonObject
                    {
                        ["name"] = (string?)container["name"],
                        ["image"] = (string?)container["image"],
                        ["ready"] = false,
                        ["restartCount"] = 1,
                        ["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff" } },
                        ["lastState"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 3, ["reason"] = "Error" } },
                    });
                    return true;
                }, "kubelet", "status");
                return;
            }
    }

    /// <summary>Pods whose containers are started again just when they are asked for the log of the run that ended.</summary>
    private sealed class CrashedPods(Func<IEnumerable<string>> lines) : IPodRuntime
    {
        private int _asked;

        public async IAsyncEnumerable<LogLine> ReadLogAsync(
            string ns, string pod, string container, bool previous, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            if (Interlocked.Increment(ref _asked) == 1)
                throw new StatusException(400, "BadRequest", "previous terminated container not found");
            foreach (var line in previous ? lines() : [])
                yield return new(DateTimeOffset.UtcNow, line);
        }

        public Task<Stream> ConnectAsync(string ns, string pod, int port, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> ExecAsync(
            string ns, string pod, string container, IReadOnlyList<string> command, Stream? stdin, Stream? stdout, Stream? stderr,
            CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
