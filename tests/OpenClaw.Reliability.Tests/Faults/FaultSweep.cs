using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using OpenClaw.Reliability.Cluster;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Reliability.Faults;

/// <summary>All faults at all requests, many at a time: they wait more than they compute.</summary>
internal static class FaultSweep
{
    /// <summary>
    /// Set to "all" every pair is run, set to a fault's name all of that fault; else a fixed share
    /// of the pairs.
    /// </summary>
    public const string Variable = "OPENCLAW_TEST_FAULTS";

    /// <summary>A file to note each pair in as it ends.</summary>
    public const string LogVariable = "OPENCLAW_TEST_FAULTS_LOG";

    private const int AtOnce = 16;

    private static readonly Lazy<Task<IReadOnlyList<FaultCase>>> Cases = new(RunAsync);

    /// <summary>Whether a fault is played at all.</summary>
    public static bool IsPlayed(PlayedFault fault) =>
        Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } chosen || chosen == "all" || fault.Name == chosen;

    /// <summary>Runs them, once in a process.</summary>
    public static Task<IReadOnlyList<FaultCase>> RunOnceAsync() => Cases.Value;

    private static async Task<IReadOnlyList<FaultCase>> RunAsync()
    {
        var cancellationToken = CancellationToken.None;
        var (requests, desired) = await RecordAsync(cancellationToken);
        Log($"{requests[FlowStep.MakeCluster].Count} + {requests[FlowStep.Install].Count} requests recorded");
        var cases =
            (from fault in PlayedFault.All
             from step in Enum.GetValues<FlowStep>()
             from request in requests[step].Where(static request => request.ComesAlways).Select(static (request, index) => (Value: request, Index: index))
             where fault.AppliesTo(request.Value) && IsChosen(fault, request.Value, request.Index)
             select new FaultCase(step, fault, request.Value)).ToList();
        await Parallel.ForEachAsync(
            cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (one, token) =>
            {
                var start = Stopwatch.GetTimestamp();
                await one.RunAsync(desired[one.Step], token);
                Log($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s  {one}");
            });
        return cases;
    }

    private static void Log(FormattableString line)
    {
        if (Environment.GetEnvironmentVariable(LogVariable) is not { Length: > 0 } path)
            return;
        var used = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
        lock (Cases)
            File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss} cpu {used:0.0}  ") + FormattableString.Invariant(line) + "\n");
    }

    // At all writes the faults that leave open whether they happened; of the rest every ninth request, other ones for each fault, so that
    // together they see each request.
    private static bool IsChosen(PlayedFault fault, FlowRequest request, int index) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }
            ? IsPlayed(fault)
            : (!request.IsRead && fault.IsDoubtful) || index % 9 == PlayedFault.All.ToList().IndexOf(fault) % 9 || fault.AppliesToFew;

    private static async Task<(Dictionary<FlowStep, IReadOnlyList<FlowRequest>> Requests, Dictionary<FlowStep, string> Desired)> RecordAsync(
        CancellationToken cancellationToken)
    {
        var seen = new ConcurrentQueue<FlowRequest>();
        var gate = new PodGate(FlowRequest.Watches);
        await using var sandbox = await FastSandbox.StartAsync(
            new RequestHooks
            {
                BeforeRequest = (server, http) =>
                {
                    var request = FaultRequest.Of(server, http);
                    seen.Enqueue(FlowRequest.Of(request));
                    gate.See(request);
                    return Task.FromResult(false);
                },
            },
            cancellationToken);
        var cluster = await sandbox.MakeClusterAsync(cancellationToken);
        var made = FlowRequest.Number(seen);
        var without = DesiredObjects.Of(sandbox);
        seen.Clear();
        gate.Close(sandbox.Kubelet!);
        await sandbox.InstallAsync(cluster, cancellationToken);
        return (
            new() { [FlowStep.MakeCluster] = made, [FlowStep.Install] = FlowRequest.Number(seen) },
            new() { [FlowStep.MakeCluster] = without, [FlowStep.Install] = DesiredObjects.Of(sandbox) });
    }
}
