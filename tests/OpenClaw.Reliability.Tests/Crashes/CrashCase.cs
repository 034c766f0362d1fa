using System.Diagnostics;
using OpenClaw.Operations;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Reliability.Crashes;

/// <summary>One kill and the run after it, in a sandbox of its own.</summary>
/// <param name="wanted">The state that a run without a kill ends in.</param>
/// <param name="installedModel">The model of an installation that is there before, or null for none.</param>
/// <param name="model">The model the killed run and the next one ask for.</param>
internal sealed class CrashCase(SortedDictionary<string, string> wanted, string? installedModel, string model)
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
        if (installedModel is not null)
            await sandbox.RunFlowAsync(installedModel, OperationContext.Silent, cancellationToken);

        armed = kill;
        bool killed;
        using (var process = await FlowProcess.StartAsync(sandbox.Describe(model)))
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
            var instance = await sandbox.RunFlowAsync(model, OperationContext.Silent, cancellationToken);
            watch.Stop();
            problem = Judge(sandbox, instance, uids, secrets, folder)
                ?? Empty(SandboxState.Difference(wanted, await SandboxState.ReadAsync(sandbox, cancellationToken)));
        }
        catch (OpenClawException e)
        {
            problem = $"the next run failed: {e.ErrorId}: {e.Message}";
        }
        return new(request, moment, asked, killed, locked, secrets is not null, watch.Elapsed, problem);
    }

    private static string? Judge(
        CrashSandbox sandbox, OpenClawInstance instance, Dictionary<string, string> uids, Dictionary<string, string>? secrets, string? folder)
    {
        if (instance.Status != "Ready")
            return $"it is {instance.Status}, not Ready";
        var now = SandboxState.Uids(sandbox.Store);
        // A rollout replaces pods; whatever else was there must be the same object still.
        var lost = uids.Where(o => !o.Key.StartsWith("Pod ", StringComparison.Ordinal) && now.GetValueOrDefault(o.Key) != o.Value).Select(o => o.Key).ToList();
        if (lost.Count > 0)
            return $"lost or made again: {string.Join(", ", lost)}";
        if (secrets is not null && !secrets.OrderBy(s => s.Key).SequenceEqual(SandboxState.Secrets(sandbox.Store)!.OrderBy(s => s.Key)))
            return "the secrets are not the same as before";
        return folder is null || File.Exists(Path.Combine(folder, Marker)) ? null : "the data of the volume are gone";
    }

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}
