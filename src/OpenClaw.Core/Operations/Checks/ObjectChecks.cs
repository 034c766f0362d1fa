using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>Whether the nodes are well and the objects as they were declared.</summary>
internal sealed class ObjectChecks(IKubernetesClient client, OpenClawCluster cluster, InstanceNames names)
{
    private static readonly string[] Pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

    /// <summary>What the instance was last asked to be, once <see cref="DeclaredAsync"/> has read it, or null.</summary>
    public InstalledState? State { get; private set; }

    /// <summary>False when there is no such instance at all.</summary>
    public bool IsInstalled { get; private set; } = true;

    /// <summary>Whether there are nodes to run on.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> NodesAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonObject> nodes;
        try
        {
            nodes = await client.ListAsync(ResourceKind.Node, null, null, null, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Kind == ErrorKind.PermissionDenied)
        {
            return CheckOutcome.Skipped(CheckMessages.NodesForbidden);
        }
        var ready = nodes.Count(n => Condition(n, "Ready") == "True");
        var pressed = nodes.SelectMany(n => Pressures.Where(p => Condition(n, p) == "True").Select(p => $"{n.Child("metadata").Text("name")}: {p}")).ToList();
        var cordoned = nodes.Count(n => n.Child("spec").Flag("unschedulable"));
        var seen = MessageText.Format(CheckMessages.NodesSeen, ready, nodes.Count);
        return ready == 0 ? CheckOutcome.Failed(seen, CheckMessages.NodesRemedy)
            : pressed.Count > 0 ? CheckOutcome.Warning($"{seen} {string.Join(", ", pressed)}", CheckMessages.NodesPressedRemedy)
            : ready < nodes.Count ? CheckOutcome.Warning(seen, CheckMessages.NodesRemedy)
            : cordoned == nodes.Count ? CheckOutcome.Warning(MessageText.Format(CheckMessages.NodesCordoned, seen), CheckMessages.NodesCordonedRemedy)
            : CheckOutcome.Passed(seen);
    }

    /// <summary>Whether what was installed is there and as it was installed.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> DeclaredAsync(CancellationToken cancellationToken)
    {
        try
        {
            State = await InstalledState.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e) when (e.ErrorId == nameof(InstallMessages.InstanceNotFound))
        {
            IsInstalled = false;
            return CheckOutcome.Failed(e.Message, CheckMessages.NotInstalledRemedy);
        }
        catch (OpenClawException e) when (e.ErrorId == nameof(RevisionMessages.RevisionMissing))
        {
            return CheckOutcome.Warning(e.Message, CheckMessages.ObjectsRemedy);
        }
        var revision = State.History.Current!;
        try
        {
            var install = new InstallContext(client, cluster, State.Options, State.Config, OperationContext.Silent, TimeProvider.System);
            var plan = await new InstallPlanner(install).PlanAsync(cancellationToken).ConfigureAwait(false);
            var missing = plan.Changes.Where(c => c.Live is null).Select(c => c.Object.Name.ToString()).ToList();
            var changed = plan.Changes.Where(c => c.Live is not null).Select(c => c.Object.Name.ToString())
                .Concat(plan.Secrets.Changes.Select(c => $"Secret {names.Namespace}/{names.Secret} {c}")).ToList();
            return missing.Count > 0
                ? CheckOutcome.Failed(MessageText.Format(CheckMessages.ObjectsMissing, string.Join(", ", missing)), CheckMessages.ObjectsRemedy)
                : changed.Count > 0
                ? CheckOutcome.Warning(MessageText.Format(CheckMessages.ObjectsDiffer, revision.Number, string.Join(", ", changed)), CheckMessages.ObjectsRemedy)
                : CheckOutcome.Passed(MessageText.Format(CheckMessages.ObjectsPassed, revision.Number, revision.Created.LocalDateTime));
        }
        catch (OpenClawException e) when (e.Kind == ErrorKind.Conflict)
        {
            return CheckOutcome.Warning(e.Message, CheckMessages.ObjectsConflictRemedy);
        }
        catch (KubernetesException e) when (e.Kind == ErrorKind.PermissionDenied)
        {
            return CheckOutcome.Skipped(MessageText.Format(CheckMessages.ObjectsForbidden, e.Message));
        }
        catch (OpenClawException e) when (e.Kind == ErrorKind.InvalidArgument)
        {
            return CheckOutcome.Failed(e.Message, CheckMessages.ObjectsRemedy);
        }
    }

    private static string? Condition(JsonObject node, string type) =>
        node.Child("status").Children("conditions").FirstOrDefault(c => c.Text("type") == type)?.Text("status");
}
