using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Changes;

namespace OpenClaw.Reliability.Crashes;

/// <summary>What the killed process is asked to do, and the next run after it.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Action">What the process is told: <c>install</c>, <c>rotate</c>, <c>update</c>, <c>scale</c> or <c>uninstall</c>.</param>
/// <param name="InstalledModel">The model of an installation that is there before, or null for none.</param>
internal sealed record CrashFlow(string Name, string Action, string? InstalledModel)
{
    /// <summary>The image OpenClaw is to have; null for the one that is there.</summary>
    public string? Image { get; init; }

    private const string Namespace = "openclaw-ns";

    /// <summary>Whether a rotation was over when its process was killed: it is proven, and nothing is noted of it any more.</summary>
    /// <param name="before">The secrets before it.</param>
    /// <param name="killed">The secrets after the kill.</param>
    public bool IsOver(Dictionary<string, string>? before, Dictionary<string, string>? killed) =>
        Action == "rotate" && !killed!.ContainsKey(InstanceSecrets.Record) && killed[InstanceSecrets.MasterKey] != before![InstanceSecrets.MasterKey];

    /// <summary>Whether an object of this name may be another one afterwards: a rollout replaces pods, and a move the nodes too.</summary>
    public bool Replaces(string name) =>
        name.StartsWith("Pod ", StringComparison.Ordinal) || (Action == "scale" && name.StartsWith("Node ", StringComparison.Ordinal));

    /// <summary>Makes what is there before.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task PrepareAsync(CrashSandbox sandbox, CancellationToken cancellationToken)
    {
        if (InstalledModel is not null)
            await sandbox.RunFlowAsync(InstalledModel, OperationContext.Silent, cancellationToken);
    }

    /// <summary>Does in this process what the other one does.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The instance afterwards; null where none is left.</returns>
    public async Task<OpenClawInstance?> RunAsync(CrashSandbox sandbox, CancellationToken cancellationToken)
    {
        if (Action == "install")
            return await sandbox.RunFlowAsync(
                CrashSandbox.Model, OperationContext.Silent, cancellationToken, Image ?? InstallOptions.DefaultOpenClawImage);
        var cluster = await sandbox.FindClusterAsync(cancellationToken);
        var changes = new ChangeOptions { SkipChat = true, SkipBackup = true };
        switch (Action)
        {
            case "rotate":
                return await ResetSecretOperation.RunAsync(
                    cluster, CrashSandbox.Name, Namespace, new(OpenClawSecretName.LiteLLMMasterKey), changes, OperationContext.Silent, cancellationToken);
            case "update":
                return await UpdateOperation.RunAsync(
                    cluster, CrashSandbox.Name, Namespace, new() { ModelName = CrashSandbox.Model, MaxTokens = 4096, OpenClawImage = Image }, changes,
                    OperationContext.Silent, cancellationToken);
            case "scale":
                await SetClusterOperation.RunAsync(cluster, new() { NodeSize = CrashSandbox.NodeSize }, OperationContext.Silent, cancellationToken);
                return Assert.Single(await GetInstancesOperation.RunAsync(
                    cluster, CrashSandbox.Name, Namespace, OperationContext.Silent, cancellationToken));
            default:
                await UninstallOperation.RunAsync(cluster, CrashSandbox.Name, Namespace, new(), OperationContext.Silent, cancellationToken);
                return null;
        }
    }
}
