using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;

namespace OpenClaw.Operations;

/// <summary>What stands between the cluster and what was asked for.</summary>
/// <param name="NamespaceExists">Whether the namespace is there.</param>
/// <param name="StoredSecret">The Secret as it is stored, or null.</param>
/// <param name="Secrets">What the Secret must hold.</param>
/// <param name="Changes">Objects to apply, in order of rank.</param>
/// <param name="Prune">Objects of ours that are no longer wanted.</param>
/// <param name="History">The states that were applied before.</param>
/// <param name="Revision">What is to be added to the history, or null.</param>
internal sealed record InstallPlan(
    bool NamespaceExists, JsonObject? StoredSecret, InstanceSecrets Secrets, IReadOnlyList<PlannedChange> Changes,
    IReadOnlyList<ResourceName> Prune, RevisionHistory History, Revision? Revision)
{
    /// <summary>Number of writes it takes to get there.</summary>
    public int Count => Changes.Count + Prune.Count + (Secrets.Changes.Count > 0 ? 1 : 0) + (Revision is null ? 0 : 1);
}

/// <summary>An object to apply.</summary>
/// <param name="Object">The object.</param>
/// <param name="Live">The object as it is, or null.</param>
/// <param name="Result">The object as the server says it would be, or null where it could not be asked.</param>
internal sealed record PlannedChange(DesiredObject Object, JsonObject? Live, JsonObject? Result);
