using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Changes;

/// <summary>Lists the states of an instance that were applied.</summary>
public static class GetRevisionsOperation
{
    /// <summary>Reads them.</summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="number">Only the revision of this number; it must be kept. Null means all.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops the operation.</param>
    /// <returns>The revisions, the oldest first.</returns>
    /// <exception cref="OpenClawException">There is no such instance or revision (<see cref="ErrorKind.NotFound"/>).</exception>
    public static async Task<IReadOnlyList<OpenClawRevision>> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, int? number, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var names = new InstanceNames(instanceName, ns);
        var history = await RevisionHistory.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
        if (history.Revisions.Count == 0)
            throw new OpenClawException(
                nameof(InstallMessages.InstanceNotFound), ErrorKind.NotFound,
                MessageText.Format(InstallMessages.InstanceNotFound, instanceName, ns, cluster.Name), instanceName);
        var all = history.Revisions.Select((revision, i) => Show(cluster, names, revision, i == 0 ? null : history.Revisions[i - 1], revision == history.Current)).ToList();
        if (number is null)
            return all;
        return all.Find(r => r.Number == number) is { } one ? [one] : throw new OpenClawException(
            nameof(ChangeMessages.RevisionUnknown), ErrorKind.NotFound,
            MessageText.Format(ChangeMessages.RevisionUnknown, $"{ns}/{instanceName}", number, string.Join(", ", all.Select(static r => r.Number))), number);
    }

    private static OpenClawRevision Show(OpenClawCluster cluster, InstanceNames names, Revision revision, Revision? before, bool isCurrent)
    {
        var data = revision.Data;
        return new()
        {
            Number = revision.Number,
            Name = names.Name,
            Namespace = names.Namespace,
            Cluster = cluster,
            Created = revision.Created,
            IsCurrent = isCurrent,
            OpenClawImage = data?.OpenClawImage,
            LiteLLMImage = data?.LiteLLMImage,
            OpenClawVersion = data is null ? null : ImageReference.TryParse(data.OpenClawImage)?.Tag,
            LiteLLMVersion = data is null ? null : ImageReference.TryParse(data.LiteLLMImage)?.Tag,
            ModelName = data?.ModelName,
            Endpoints = [.. (data?.Endpoints ?? []).Select(static e => e.Endpoint)],
            Changes = before?.Object["data"] is System.Text.Json.Nodes.JsonObject old && revision.Object["data"] is System.Text.Json.Nodes.JsonObject now
                ? [.. FieldDifference.Of(old, now).Select(Text)] : [],
            StateBackup = revision.StateBackup,
        };
    }

    private static string Text((string Path, string? Old, string? New) field) =>
        field.Old is null ? $"{field.Path}: + {field.New}" : field.New is null ? $"{field.Path}: - {field.Old}" : $"{field.Path}: {field.Old} -> {field.New}";
}
