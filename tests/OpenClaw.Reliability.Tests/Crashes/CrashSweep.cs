using System.Collections.Concurrent;

namespace OpenClaw.Reliability.Crashes;

/// <summary>All the kills of one flow.</summary>
/// <param name="Flow">What the killed process was asked to do.</param>
/// <param name="Requests">Number of requests of a run that is not killed.</param>
/// <param name="Writes">How many of them change something.</param>
/// <param name="Results">What came of each kill.</param>
internal sealed record CrashSweep(string Flow, int Requests, int Writes, IReadOnlyList<CrashResult> Results)
{
    private const int AtATime = 3;

    /// <summary>By how many requests runs differ: watches and dry runs are asked again when something changed in between.</summary>
    public const int Spread = 6;

    /// <summary>Kills a run at each request that is selected.</summary>
    public static async Task<CrashSweep> RunAsync(
        CrashFlow flow, CrashSelection selection, CancellationToken cancellationToken)
    {
        var count = new KillSwitch(0, KillMoment.Before);
        KillSwitch? armed = null;
        SortedDictionary<string, string> wanted;
        await using (var clean = await CrashSandbox.StartAsync(
            new() { BeforeRequest = (server, http) => armed?.Hooks.BeforeRequest!(server, http) ?? Task.FromResult(false) }, cancellationToken))
        {
            await flow.PrepareAsync(clean, cancellationToken);
            armed = count;
            await flow.RunAsync(clean, cancellationToken);
            await count.DropHeldAsync(cancellationToken);
            wanted = await SandboxState.ReadAsync(clean, cancellationToken);
        }

        var seen = count.Seen.Select(r => $"{r.Method} {r.Path}").ToList();
        var kills = from number in Enumerable.Range(1, seen.Count + Spread)
                    from moment in Enum.GetValues<KillMoment>()
                    where selection.Includes(number, moment, number <= seen.Count && Crashes.Requests.IsWrite(seen[number - 1]))
                    select (number, moment);
        var results = new ConcurrentBag<CrashResult>();
        await Parallel.ForEachAsync(
            kills,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (kill, token) =>
            {
                var result = await new CrashCase(wanted, flow).RunAsync(kill.number, kill.moment, token);
                results.Add(result);
                TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
            });
        return new(flow.Name, seen.Count, seen.Count(Crashes.Requests.IsWrite), [.. results.OrderBy(r => r.Request).ThenBy(r => r.Moment)]);
    }
}
