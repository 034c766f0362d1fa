using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Changes;

/// <summary>Goes back to an earlier state of an instance: versions, configuration and, where the version differs, OpenClaw's state.</summary>
public static class UndoOperation
{
    /// <summary>
    /// Applies a kept revision's data as a new revision, proven as every change is. The secrets stay those of today, but for the keys of
    /// endpoints that only the old revision has.
    /// </summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="undo">Where to go back to.</param>
    /// <param name="options">How.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The instance as it is afterwards.</returns>
    /// <exception cref="OpenClawException">There is no such instance or revision (<see cref="ErrorKind.NotFound"/>), or the change was taken
    /// back (<c>ChangeTakenBack</c>).</exception>
    public static async Task<OpenClawInstance> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, UndoOptions undo, ChangeOptions options, OperationContext context,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(undo);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var instance = new InstanceContext(client, cluster, new(instanceName, ns), context, context.Time);
        var proven = await ProvenState.ReadAsync(client, instance.Names, cancellationToken).ConfigureAwait(false);
        var goal = Find(proven, undo.Revision, instance.Instance);
        var backup = BackupOf(proven, goal, undo);
        if (backup is null && !undo.KeepState && goal.Data!.OpenClawImage != proven.Installed.Options.OpenClawImage)
            context.Warning(MessageText.Format(ChangeMessages.UndoWithoutState, goal.Number));
        return await new GatedChange(instance, Request(goal, undo, options, backup), new())
            .RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The change.</summary>
    /// <param name="goal">The revision to go back to.</param>
    /// <param name="undo">How far.</param>
    /// <param name="options">How.</param>
    /// <param name="backup">The backup whose state comes back, or null.</param>
    internal static ChangeRequest Request(Revision goal, UndoOptions undo, ChangeOptions options, string? backup) => new(
        MessageText.Format(ChangeMessages.WhatUndo, goal.Number), proven =>
        {
            var data = goal.Data!;
            var names = proven.Installed.History.Names;
            return new(data.ToOptions(names), data.ToConfig(
                MessageText.Format(RevisionMessages.RevisionSource, goal.Number, $"{names.Namespace}/{names.Name}"), i => KeyOf(proven, data.Endpoints[i], goal.Number)))
            {
                Secrets = proven.Kept,
                Backup = BackupOf(proven, goal, undo),
            };
        }, options)
    {
        Action = backup is null
            ? MessageText.Format(ChangeMessages.ActionUndo, goal.Number)
            : MessageText.Format(ChangeMessages.ActionUndoWithState, goal.Number, backup),
    };

    /// <summary>Finds a revision.</summary>
    /// <param name="proven">The state there is.</param>
    /// <param name="number">Its number, or null.</param>
    /// <param name="instance">The instance as messages call it.</param>
    /// <exception cref="OpenClawException">It is not kept, or cannot be read.</exception>
    internal static Revision Find(ProvenState proven, int? number, string instance)
    {
        var kept = proven.Installed.History.Revisions;
        // A change that never ended is what is undone first.
        var found = number is { } wanted ? kept.FirstOrDefault(r => r.Number == wanted)
            : proven.Pending is not null ? proven.Revision
            : kept.LastOrDefault(r => r.Number < proven.Revision.Number);
        if (found is null)
            throw new OpenClawException(
                nameof(ChangeMessages.RevisionUnknown), ErrorKind.NotFound,
                MessageText.Format(ChangeMessages.RevisionUnknown, instance, number, string.Join(", ", kept.Select(static r => r.Number))), number);
        return found.Data is null
            ? throw new OpenClawException(
                nameof(ChangeMessages.RevisionUnreadable), ErrorKind.InvalidData,
                MessageText.Format(ChangeMessages.RevisionUnreadable, found.Number, instance), found.Number)
            : found;
    }

    private static string? BackupOf(ProvenState proven, Revision goal, UndoOptions undo) =>
        undo.KeepState || goal.Data!.OpenClawImage == proven.Installed.Options.OpenClawImage ? null : goal.StateBackup;

    private static string KeyOf(ProvenState proven, RevisionEndpoint endpoint, int number) =>
        proven.Installed.Config.Endpoints.FirstOrDefault(e => e.Endpoint == endpoint.Endpoint)?.Key
        ?? InstanceSecrets.KeyOf(proven.Stored, endpoint.Endpoint)
        ?? throw new OpenClawException(
            nameof(ChangeMessages.EndpointKeyGone), ErrorKind.NotFound,
            MessageText.Format(ChangeMessages.EndpointKeyGone, endpoint.Endpoint, number), endpoint.Name);
}
