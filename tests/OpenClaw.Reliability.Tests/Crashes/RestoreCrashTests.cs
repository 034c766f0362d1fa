using System.Diagnostics;
using OpenClaw.Operations;
using OpenClaw.Operations.Backups;

namespace OpenClaw.Reliability.Crashes;

/// <summary>
/// Restore-OpenClaw is killed with SIGKILL at its requests, commands in pods included. One state or the other is on the volume then as a whole,
/// and the next run ends with the restored one and nothing left over. Pods are processes here, and all kills happen to one instance.
/// </summary>
[Trait("Promise", "Crashes")]
public sealed class RestoreCrashTests
{
    private const string Flow = "restore";
    private static readonly string[] Files = ["one", "two"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_a_request_of_a_restore_one_state_is_whole_and_the_next_run_converges()
    {
        KillSwitch? armed = null;
        await using var sandbox = await CrashSandbox.StartAsync(
            new()
            {
                BeforeRequest = (server, http) => armed?.Hooks.BeforeRequest!(server, http) ?? Task.FromResult(false),
                BeforeAnswer = (server, http) => armed?.Hooks.BeforeAnswer!(server, http) ?? Task.FromResult(false),
            },
            Cancellation, runsPods: true);
        await sandbox.RunFlowAsync(CrashSandbox.Model, OperationContext.Silent, Cancellation);
        var cluster = await sandbox.FindClusterAsync(Cancellation);
        var volume = Directory.EnumerateDirectories(sandbox.Home, "cache", SearchOption.AllDirectories)
            .Select(Path.GetDirectoryName).Single(f => Directory.Exists(Path.Combine(f!, "state")))!;
        var backup = Path.Combine(sandbox.Home, "backup.tar");
        Write(volume, "saved");
        await BackupOperation.RunAsync(cluster, CrashSandbox.Name, "openclaw-ns", new() { Path = backup }, OperationContext.Silent, Cancellation);

        Write(volume, "later");
        var count = new KillSwitch(0, KillMoment.Before);
        Assert.False(await RunAsync(count));
        var seen = count.Seen.Select(r => $"{r.Method} {r.Path}").ToList();
        var kills = from number in Enumerable.Range(1, seen.Count)
                    from moment in Enum.GetValues<KillMoment>()
                    where CrashSelection.AfterWrites.Includes(number, moment, Requests.IsWrite(seen[number - 1]))
                    select (number, moment);
        var results = new List<CrashResult>();
        foreach (var (number, moment) in kills)
        {
            Write(volume, "later");
            results.Add(await KillAsync(number, moment));
            TestContext.Current.TestOutputHelper?.WriteLine(results[^1].ToString());
        }

        CrashReport.Write(new(Flow, seen.Count, seen.Count(Requests.IsWrite), results));
        Assert.Equal("", string.Join('\n', results.Where(r => r.Problem is not null)));
        // The last of them is asked for again by chance only.
        Assert.InRange(results.Count(r => r.Killed), results.Count * 8 / 10, results.Count);

        Task<OpenClawInstance?> RestoreAsync() =>
            RestoreOperation.RunAsync(cluster, CrashSandbox.Name, "openclaw-ns", new() { Path = backup }, OperationContext.Silent, Cancellation);

        // True when it was killed.
        async Task<bool> RunAsync(KillSwitch kill)
        {
            armed = kill;
            var input = sandbox.Describe(CrashSandbox.Model);
            input["restore"] = backup;
            bool killed;
            using (var process = await FlowProcess.StartAsync(input))
                killed = await process.KillWhenAsync(kill.Reached, Cancellation);
            await kill.DropHeldAsync(Cancellation);
            armed = null;
            return killed;
        }

        async Task<CrashResult> KillAsync(int number, KillMoment moment)
        {
            var kill = new KillSwitch(number, moment);
            var killed = await RunAsync(kill);
            var asked = number <= kill.Seen.Count ? $"{kill.Seen[number - 1].Method} {kill.Seen[number - 1].Path}" : "";
            var problem = Whole(volume);
            var watch = Stopwatch.StartNew();
            try
            {
                var restored = await RestoreAsync();
                problem ??= restored?.Status != "Ready" ? $"it is {restored?.Status}, not Ready" : Left(volume);
                problem ??= Read(Path.Combine(volume, "state")) is "saved saved" ? null : $"the state is {Read(Path.Combine(volume, "state"))}";
            }
            catch (OpenClawException e)
            {
                problem ??= $"the next run failed: {e.ErrorId}: {e.Message}";
            }

            return new(number, moment, asked, killed, false, true, watch.Elapsed, problem);
        }
    }

    private static void Write(string volume, string text)
    {
        foreach (var file in Files)
            File.WriteAllText(Path.Combine(volume, "state", file), text);
    }

    private static string Read(string folder) => string.Join(' ', Files.Select(f => Path.Combine(folder, f)).Select(f => File.Exists(f) ? File.ReadAllText(f) : "gone"));

    // Between two renames the state is where the pod's start finds it.
    private static string? Whole(string volume)
    {
        var state = Path.Combine(volume, "state");
        var found = Read(Directory.Exists(state) ? state : Path.Combine(volume, "cache", "openclaw-backups", "previous"));
        return found is "saved saved" or "later later" ? null : $"half restored: {found}";
    }

    private static string? Left(string volume)
    {
        var left = Directory.EnumerateFileSystemEntries(Path.Combine(volume, "cache", "openclaw-backups")).Select(Path.GetFileName)
            .Concat(Directory.EnumerateFiles(Path.Combine(volume, "state"), ".restored*").Select(Path.GetFileName)).ToList();
        return left.Count == 0 ? null : $"left on the volume: {string.Join(", ", left)}";
    }
}
