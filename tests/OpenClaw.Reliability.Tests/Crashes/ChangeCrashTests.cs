using System.Diagnostics;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Backups;
using OpenClaw.Operations.Changes;

namespace OpenClaw.Reliability.Crashes;

/// <summary>
/// Rotations and updates, with the chat that proves them and the backup before another version, and offline backups are killed with SIGKILL. The
/// next run ends where it was to end, after a chat of its own. Pods are processes here, and all kills happen to one instance.
/// </summary>
[Trait("Promise", "Crashes")]
public sealed class ChangeCrashTests : IAsyncLifetime
{
    private const string Namespace = "openclaw-ns";
    private const string Marker = "said-by-a-user";

    private KillSwitch? _armed;
    private CrashSandbox _sandbox = null!;
    private OpenClawCluster _cluster = null!;
    private string _volume = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await CrashSandbox.StartAsync(
            new()
            {
                BeforeRequest = (server, http) => _armed?.Hooks.BeforeRequest!(server, http) ?? Task.FromResult(false),
                BeforeAnswer = (server, http) => _armed?.Hooks.BeforeAnswer!(server, http) ?? Task.FromResult(false),
            },
            Cancellation, runsPods: true);
        await _sandbox.RunFlowAsync(CrashSandbox.Model, OperationContext.Silent, Cancellation);
        _cluster = await _sandbox.FindClusterAsync(Cancellation);
        _volume = Directory.EnumerateDirectories(_sandbox.Home, "cache", SearchOption.AllDirectories)
            .Select(Path.GetDirectoryName).Single(f => Directory.Exists(Path.Combine(f!, "state")))!;
        await File.WriteAllTextAsync(Path.Combine(_volume, "state", Marker), "kept", Cancellation);
    }

    public async ValueTask DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task Killed_in_a_rotation_that_a_chat_proves_the_next_one_takes_it_up()
    {
        await SweepAsync("rotate with chat", "rotate", null, async (before, killed) =>
        {
            // What was over already would only be followed by another rotation.
            var isOver = !killed.ContainsKey(InstanceSecrets.Record) && killed[InstanceSecrets.MasterKey] != before[InstanceSecrets.MasterKey];
            if (!isOver)
                await ResetSecretOperation.RunAsync(
                    _cluster, CrashSandbox.Name, Namespace, new(OpenClawSecretName.LiteLLMMasterKey), new(), OperationContext.Silent, Cancellation);
            var now = await SecretsAsync();
            if (now[InstanceSecrets.MasterKey] == before[InstanceSecrets.MasterKey])
                return "the master key is the old one";
            return killed.ContainsKey(InstanceSecrets.Record) && killed[InstanceSecrets.MasterKey] != now[InstanceSecrets.MasterKey]
                ? "the rotation was not taken up" : null;
        });
    }

    [Fact]
    public async Task Killed_in_an_update_to_another_version_that_a_chat_proves_the_next_one_converges()
    {
        var image = CrashSandbox.OtherImage;
        await SweepAsync("update with chat", "update", () => image, async (_, _) =>
        {
            var updated = await UpdateOperation.RunAsync(
                _cluster, CrashSandbox.Name, Namespace, new() { ModelName = CrashSandbox.Model, MaxTokens = 4096, OpenClawImage = image }, new(),
                OperationContext.Silent, Cancellation);
            var problem = updated.OpenClawImage == image ? null : $"it has the image {updated.OpenClawImage}";
            // The next kill is one of the way back.
            image = image == CrashSandbox.OtherImage ? InstallOptions.DefaultOpenClawImage : CrashSandbox.OtherImage;
            return problem;
        });
    }

    [Fact]
    public async Task Killed_in_an_offline_backup_no_file_is_half_and_the_next_one_leaves_OpenClaw_running()
    {
        File.Delete(BackupPath);
        await SweepAsync("offline backup", "backup", null, async (_, _) =>
        {
            var problem = File.Exists(BackupPath) ? await ProblemAsync("the killed run's file") : null;
            File.Delete(BackupPath);
            await BackupOperation.RunAsync(
                _cluster, CrashSandbox.Name, Namespace, new() { Path = BackupPath, Offline = true }, OperationContext.Silent, Cancellation);
            problem ??= await ProblemAsync("the file");
            File.Delete(BackupPath);
            // What was starting when it was saved is started and left to it; there is nothing for an installation to do but wait.
            if ((await _sandbox.RunFlowAsync(CrashSandbox.Model, OperationContext.Silent, Cancellation)).Changed)
                problem ??= "OpenClaw was not as declared";
            var archives = Path.Combine(_volume, "cache", "openclaw-backups");
            return problem ?? (Directory.EnumerateFileSystemEntries(archives).FirstOrDefault() is { } left ? $"left on the volume: {left}" : null);
        });
    }

    private string BackupPath => Path.Combine(_sandbox.Home, "offline.tar");

    private async Task<string?> ProblemAsync(string what)
    {
        try
        {
            await new BackupReader(BackupPath, null).VerifyAsync(static (_, _) => { }, Cancellation);
            return null;
        }
        catch (OpenClawException e)
        {
            return $"{what} is not whole: {e.Message}";
        }
    }

    private async Task SweepAsync(
        string name, string action, Func<string>? image,
        Func<Dictionary<string, string>, Dictionary<string, string>, Task<string?>> runAgain)
    {
        var count = new KillSwitch(0, KillMoment.Before);
        Assert.False(await RunAsync(count, action, image?.Invoke()));
        if (action != "rotate")
            await runAgain([], []);
        var seen = count.Seen.Select(r => $"{r.Method} {r.Path}").ToList();
        var kills = from number in Enumerable.Range(1, seen.Count)
                    from moment in Enum.GetValues<KillMoment>()
                    where CrashSelection.AfterWrites.Includes(number, moment, Requests.IsWrite(seen[number - 1]))
                    select (number, moment);
        var results = new List<CrashResult>();
        // Each takes some seconds with programs that really start: CI kills at a third of them, and at all of them without programs.
        foreach (var (number, moment) in kills.Where((_, i) => CrashSelection.IsOverruled || i % 3 == 1))
        {
            var before = await SecretsAsync();
            var kill = new KillSwitch(number, moment);
            var killed = await RunAsync(kill, action, image?.Invoke());
            var asked = number <= kill.Seen.Count ? $"{kill.Seen[number - 1].Method} {kill.Seen[number - 1].Path}" : "";
            var secrets = await SecretsAsync();
            var watch = Stopwatch.StartNew();
            string? problem;
            try
            {
                problem = await runAgain(before, secrets) ?? await LeftAsync();
            }
            catch (OpenClawException e)
            {
                problem = $"the next run failed: {e.ErrorId}: {e.Message}";
            }
            results.Add(new(number, moment, asked, killed, killed, true, watch.Elapsed, problem));
            TestContext.Current.TestOutputHelper?.WriteLine(results[^1].ToString());
        }

        CrashReport.Write(new(name, seen.Count, seen.Count(Requests.IsWrite), results));
        Assert.Equal("", string.Join('\n', results.Where(r => r.Problem is not null)));
        Assert.NotEmpty(results);
        // The last of them is asked for again by chance only.
        Assert.InRange(results.Count(r => r.Killed), results.Count * 8 / 10, results.Count);
    }

    // True when it was killed.
    private async Task<bool> RunAsync(KillSwitch kill, string action, string? image)
    {
        _armed = kill;
        bool killed;
        var input = _sandbox.Describe(CrashSandbox.Model, action, image);
        input["backup"] = BackupPath;
        using (var process = await FlowProcess.StartAsync(input))
            killed = await process.KillWhenAsync(kill.Reached, Cancellation);
        await kill.DropHeldAsync(Cancellation);
        _armed = null;
        return killed;
    }

    private async Task<Dictionary<string, string>> SecretsAsync()
    {
        using var client = new KubernetesClient(await _cluster.ConnectAsync(Cancellation));
        return InstanceSecrets.Decode(await client.GetAsync(new(ResourceKind.Secret, Namespace, $"{CrashSandbox.Name}-secrets"), Cancellation));
    }

    private async Task<string?> LeftAsync()
    {
        var instance = (await GetInstancesOperation.RunAsync(_cluster, CrashSandbox.Name, Namespace, OperationContext.Silent, Cancellation))[0];
        if (instance.Status != "Ready")
            return $"it is {instance.Status}, not Ready";
        if ((await SecretsAsync()).Keys.FirstOrDefault(static k => k.StartsWith("FORMER_", StringComparison.Ordinal) || k == InstanceSecrets.Record) is { } key)
            return $"left in the Secret: {key}";
        if (!File.Exists(Path.Combine(_volume, "state", Marker)))
            return "the data of the volume are gone";
        using var client = new KubernetesClient(await _cluster.ConnectAsync(Cancellation));
        var pods = await client.ListAsync(ResourceKind.Pod, Namespace, null, null, Cancellation);
        return pods.Select(static p => (string)p["metadata"]!["name"]!).FirstOrDefault(static n => n is CrashSandbox.Name + "-image-check" or CrashSandbox.Name + "-volume") is { } left
            ? $"a pod is left: {left}" : null;
    }
}
