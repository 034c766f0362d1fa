using System.Text.Json.Nodes;
using OpenClaw.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations.NodePools;

/// <summary>What is looked at before anything is moved: the size in Azure, and that all that is on the old nodes can follow.</summary>
internal sealed class PoolMoveCheck(AzureConnection connection, ClusterId id, OperationContext context)
{
    /// <summary>Checks the new size; all that is wrong with it at once.</summary>
    /// <param name="plan">What is to be moved.</param>
    /// <param name="count">How many nodes of it there will be beside the old ones.</param>
    /// <param name="volumes">The cluster's volumes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The size as Azure writes it.</returns>
    /// <exception cref="OpenClawException">It cannot be.</exception>
    public async Task<string> CheckSizeAsync(PoolMovePlan plan, int count, IReadOnlyList<JsonObject> volumes, CancellationToken cancellationToken)
    {
        var found = await new NodeSizeCheck(connection, plan.Cluster.Location, context).RunAsync(plan.Size, count, cancellationToken).ConfigureAwait(false);
        var problems = found.Problems.ToList();
        var old = found.Sizes.FirstOrDefault(s => ClusterPools.SameSize(s.Name, plan.Model.VmSize));
        if (found.Size?.Architecture is { } architecture && old?.Architecture is { } before && !ClusterPools.SameSize(architecture, before))
        {
            problems.Add(new(nameof(PoolMoveMessages.NodeSizeArchitecture), ErrorKind.NotSupported,
                MessageText.Format(PoolMoveMessages.NodeSizeArchitecture, found.Size.Name, architecture, before)));
        }

        var premium = volumes.Where(IsPremium).Select(Claim).ToList();
        if (found.Size is { TakesPremiumDisks: false } && premium.Count > 0)
        {
            problems.Add(new(nameof(PoolMoveMessages.NodeSizePremium), ErrorKind.NotSupported,
                MessageText.Format(PoolMoveMessages.NodeSizePremium, found.Size.Name, string.Join(", ", premium))));
        }

        return problems switch
        {
            [] => found.Size?.Name ?? plan.Size,
            [var only] => throw new OpenClawException(only.ErrorId, only.Kind, only.Message, id.Name),
            _ => throw new OpenClawException(
                nameof(PoolMoveMessages.NodeSizeImpossible), problems[0].Kind,
                MessageText.Format(PoolMoveMessages.NodeSizeImpossible, id.Name, plan.Size, string.Join(Environment.NewLine, problems.Select(static p => "  - " + p.Message))),
                id.Name),
        };
    }

    /// <summary>Reads what is on the old nodes, and refuses what could not follow: nothing that exists may be lost.</summary>
    /// <param name="plan">What is to be moved.</param>
    /// <param name="client">The cluster.</param>
    /// <param name="volumes">The cluster's volumes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The plan with nodes and pods.</returns>
    /// <exception cref="OpenClawException">A pod would be lost with its node, or a volume cannot leave it.</exception>
    public async Task<PoolMovePlan> CheckPodsAsync(
        PoolMovePlan plan, IKubernetesClient client, IReadOnlyList<JsonObject> volumes, CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<JsonObject>> nodes = [], pods = [];
        foreach (var pool in plan.Old)
        {
            nodes[pool.Name!] = await new PoolNodes(client).ListAsync(pool.Name!, cancellationToken).ConfigureAwait(false);
            var found = await Task.WhenAll(nodes[pool.Name!].Select(node => client.ListAsync(
                ResourceKind.Pod, null, null, $"spec.nodeName={Name(node)}", cancellationToken))).ConfigureAwait(false);
            pods[pool.Name!] = [.. found.SelectMany(static p => p).Where(NodePod.MustGo)];
        }

        var unmanaged = pods.Values.SelectMany(static p => p).Where(NodePod.IsUnmanaged).Select(NodePod.Name).ToList();
        if (unmanaged.Count > 0)
            throw Refused(nameof(PoolMoveMessages.PodsUnmanaged), PoolMoveMessages.PodsUnmanaged, unmanaged);
        var names = nodes.Values.SelectMany(static n => n).Select(Name).ToHashSet(StringComparer.Ordinal);
        var bound = volumes.Where(v => v.Child("status").Text("phase") == "Bound" && IsBoundTo(v, names)).Select(Claim).ToList();
        if (bound.Count > 0)
            throw Refused(nameof(PoolMoveMessages.VolumesBound), PoolMoveMessages.VolumesBound, bound);
        return plan with { OldNodes = nodes, OldPods = pods };
    }

    private OpenClawException Refused(string errorId, string text, List<string> what) =>
        new(errorId, ErrorKind.Conflict, MessageText.Format(text, id.Name, string.Join(", ", what)), id.Name);

    private static bool IsBoundTo(JsonObject volume, HashSet<string> nodes) =>
        volume.Child("spec").Child("nodeAffinity").Child("required").Children("nodeSelectorTerms")
            .SelectMany(static t => t.Children("matchExpressions"))
            .Any(e => e.Text("key") == "kubernetes.io/hostname" && (e["values"] as JsonArray ?? []).Any(v => nodes.Contains((string?)v ?? "")));

    // The driver of Azure Disks takes either name, in any letter case.
    private static bool IsPremium(JsonObject volume) => (volume.Child("spec").Child("csi").Child("volumeAttributes") ?? [])
        .Any(static a => a.Key.ToUpperInvariant() is "SKUNAME" or "STORAGEACCOUNTTYPE"
            && ((string?)a.Value ?? "").StartsWith("Premium", StringComparison.OrdinalIgnoreCase));

    private static string Claim(JsonObject volume) =>
        $"{volume.Child("spec").Child("claimRef").Text("namespace")}/{volume.Child("spec").Child("claimRef").Text("name")}";

    private static string Name(JsonObject node) => node.Child("metadata").Text("name") ?? "";
}
