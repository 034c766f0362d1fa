using System.Diagnostics;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Reliability.Crashes;

/// <summary>One kill and the run after it, in a sandbox of its own.</summary>
/// <param name="wanted">The state that a run without a kill ends in.</param>
/// <param name="flow">What the killed run and the next one do.</param>
internal sealed class CrashCase(SortedDictionary<string, string> wanted, CrashFlow flow)
{
    private const string Marker = "what-a-user-has-said";

    /// <summary>Kills, runs again, and looks.</summary>
    public async Task<CrashResult> RunAsync(int request, KillMoment moment, CancellationToken cancellationToken)
    {
        var kill = new KillSwitch(request, moment);
        KillSwitch? armed = null;
        await using var sandbox = await CrashSandbox.StartAsync(
            new()
            {
                BeforeRequest = (server, http) => armed?.Hooks.BeforeRequest!(server, http) ?? Task.FromResult(false),
                BeforeAnswer = (server, http) => armed?.Hooks.BeforeAnswer!(server, http) ?? Task.FromResult(false),
            },
            cancellationToken);
        await flow.PrepareAsync(sandbox, cancellationToken);
        var before = SandboxState.Secrets(sandbox.Store);

        armed = kill;
        bool killed;
        using (var process = await FlowProcess.StartAsync(sandbox.Describe(CrashSandbox.Model, flow.Action, flow.Image)))
            killed = await process.KillWhenAsync(kill.Reached, cancellationToken);
        await kill.DropHeldAsync(cancellationToken);

        var seen = kill.Seen;
        var asked = request <= seen.Count ? $"{seen[request - 1].Method} {seen[request - 1].Path}" : "";
        var (uids, secrets) = (SandboxState.Uids(sandbox.Store), SandboxState.Secrets(sandbox.Store));
        var locked = sandbox.Store?.Get("coordination.k8s.io/v1", "Lease", "openclaw-ns", $"{CrashSandbox.Name}-install")
            ?.Text("spec", "holderIdentity") is not null;
        if (sandbox.VolumeFolder() is { } folder)
            await File.WriteAllTextAsync(Path.Combine(folder, Marker), Marker, cancellationToken);
        else
            folder = null;

        var watch = Stopwatch.StartNew();
        string? problem = null;
        try
        {
            // A rotation that was over before it was killed would only be followed by another one.
            var instance = flow.IsOver(before, secrets)
                ? await sandbox.RunFlowAsync(CrashSandbox.Model, OperationContext.Silent, cancellationToken)
                : await flow.RunAsync(sandbox, cancellationToken);
            watch.Stop();
            problem = Judge(sandbox, instance, uids, before, secrets, folder)
                ?? Empty(SandboxState.Difference(wanted, await SandboxState.ReadAsync(sandbox, cancellationToken)));
        }
        catch (OpenClawException e)
        {
            problem = $"the next run failed: {e.ErrorId}: {e.Message}";
        }
        return new(request, moment, asked, killed, locked, secrets is not null, watch.Elapsed, problem);
    }

    private string? Judge(
        CrashSandbox sandbox, OpenClawInstance? instance, Dictionary<string, string> uids, Dictionary<string, string>? before,
        Dictionary<string, string>? secrets, string? folder)
    {
        if (instance is not null && instance.Status != "Ready")
            return $"it is {instance.Status}, not Ready";
        var now = SandboxState.Uids(sandbox.Store);
        // Whatever else was there must be the same object still.
        var lost = uids.Where(o => !flow.Replaces(o.Key) && now.GetValueOrDefault(o.Key) != o.Value).Select(o => o.Key).ToList();
        if (lost.Count > 0 && instance is not null)
            return $"lost or made again: {string.Join(", ", lost)}";
        if (secrets is not null && JudgeSecrets(before, secrets, SandboxState.Secrets(sandbox.Store)!) is { } problem)
            return problem;
        return folder is null || File.Exists(Path.Combine(folder, Marker)) ? null : "the data of the volume are gone";
    }

    // A change keeps the values before it until it is over; a rotation that was under way goes on to the value it had made.
    private string? JudgeSecrets(Dictionary<string, string>? before, Dictionary<string, string> killed, Dictionary<string, string> now)
    {
        var wanted = new Dictionary<string, string>(before ?? killed);
        if (flow.Action == "rotate")
        {
            var made = killed[InstanceSecrets.MasterKey];
            if (now[InstanceSecrets.MasterKey] == before![InstanceSecrets.MasterKey])
                return "the master key is the old one";
            if (killed.ContainsKey(InstanceSecrets.Record) && made != now[InstanceSecrets.MasterKey])
                return "the rotation was not taken up";
            wanted[InstanceSecrets.MasterKey] = now[InstanceSecrets.MasterKey];
        }
        return wanted.OrderBy(static s => s.Key).SequenceEqual(now.OrderBy(static s => s.Key)) ? null : "the secrets are not the same as before";
    }

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}
