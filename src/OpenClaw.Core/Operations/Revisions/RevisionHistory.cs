using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations.Revisions;

/// <summary>The states of an instance that were applied, the oldest first.</summary>
/// <param name="Names">The instance.</param>
/// <param name="Revisions">The revisions the cluster keeps.</param>
internal sealed record RevisionHistory(InstanceNames Names, IReadOnlyList<Revision> Revisions)
{
    /// <summary>How many are kept.</summary>
    public const int Limit = 10;

    /// <summary>The one applied last, or null.</summary>
    public Revision? Current => Revisions.Count > 0 ? Revisions[^1] : null;

    /// <summary>Reads an instance's history.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="names">The instance.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RevisionHistory> ReadAsync(IKubernetesClient client, InstanceNames names, CancellationToken cancellationToken)
    {
        var found = await client.ListAsync(
            ResourceKind.ControllerRevision, names.Namespace, InstanceLabels.SelectorOf(names.Name), null, cancellationToken).ConfigureAwait(false);
        return new(names,
        [
            .. found.Where(r => r.Integer("revision") is { } number && r.Child("metadata").Text("name") == names.Revision(number))
                .Select(static r => new Revision(r.Integer("revision")!.Value, Typed(r)))
                .OrderBy(static r => r.Number),
        ]);
    }

    /// <summary>The revision that must be stored for this state, or null when it is the current one.</summary>
    /// <param name="data">The state.</param>
    public Revision? Next(RevisionData data) =>
        Current?.Holds(data) == true ? null : Revision.Create(Names, (Current?.Number ?? 0) + 1, data);

    /// <summary>The endpoints of all of them, whose keys it takes to go back.</summary>
    public EndpointHistory Endpoints => new(
        [.. (Current?.Data?.Endpoints ?? []).Select(static e => e.Endpoint)],
        [.. Revisions.SelectMany(static r => r.Data?.Endpoints ?? []).Select(static e => e.Endpoint).Distinct()]);

    /// <summary>The revisions that are too many once another one is stored.</summary>
    public IEnumerable<Revision> Surplus => Revisions.Take(Math.Max(0, Revisions.Count + 1 - Limit));

    // Items of a list come without their apiVersion and kind.
    private static JsonObject Typed(JsonObject item)
    {
        item["apiVersion"] = ResourceKind.ControllerRevision.ApiVersion;
        item["kind"] = ResourceKind.ControllerRevision.Kind;
        return item;
    }
}
