using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Operations.NodePools;

/// <summary>The nodes of a pool as the cluster shows them.</summary>
internal sealed class PoolNodes(IKubernetesClient client)
{
    // AKS gives it to every node; see its documentation of node pools' labels.
    private const string PoolLabel = "kubernetes.azure.com/agentpool";

    /// <summary>Lists them.</summary>
    public Task<IReadOnlyList<JsonObject>> ListAsync(string pool, CancellationToken cancellationToken) =>
        client.ListAsync(ResourceKind.Node, null, Selector(pool), null, cancellationToken);

    /// <summary>Waits until so many are ready, for as long as it takes.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="count">How many.</param>
    /// <param name="tell">Takes how many are ready, each time it changes.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task WaitUntilReadyAsync(string pool, int count, Action<int> tell, CancellationToken cancellationToken)
    {
        var ready = new HashSet<string>(StringComparer.Ordinal);
        var told = -1;
        await foreach (var change in client.WatchAsync(ResourceKind.Node, null, Selector(pool), null, cancellationToken).ConfigureAwait(false))
        {
            if (change.Object is { } node && Name(node) is { } name)
            {
                if (change.Type != WatchEventType.Deleted && IsReady(node)) ready.Add(name);
                else ready.Remove(name);
            }

            if (ready.Count != told) tell(told = ready.Count);
            if (ready.Count >= count) return;
        }
    }

    /// <summary>Keeps new pods off a node, or lets them on it again if it was us who kept them off.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cordoned">Whether new pods are to be kept off.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CordonAsync(JsonObject node, bool cordoned, CancellationToken cancellationToken)
    {
        if (node.Child("spec").Flag("unschedulable") == cordoned) return;
        var manifest = new JsonObject
        {
            ["apiVersion"] = ResourceKind.Node.ApiVersion,
            ["kind"] = ResourceKind.Node.Kind,
            // The uid: an apply to a node that is gone would else make an object without a machine.
            ["metadata"] = new JsonObject { ["name"] = Name(node), ["uid"] = node.Child("metadata").Text("uid") },
        };
        // What is no longer applied goes when nobody else owns it: a node that an operator cordoned stays so.
        if (cordoned) manifest["spec"] = new JsonObject { ["unschedulable"] = true };
        try
        {
            await client.ApplyAsync(manifest, new ApplyOptions(InstanceContext.FieldManager, Force: true), cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Code is 404 or 409)
        {
            if (await client.GetAsync(new(ResourceKind.Node, null, Name(node)!), cancellationToken).ConfigureAwait(false) is { } live
                && live.Child("metadata").Text("uid") == node.Child("metadata").Text("uid"))
            {
                throw;
            }
        }
    }

    private static string Selector(string pool) => $"{PoolLabel}={pool}";

    private static bool IsReady(JsonObject node) =>
        node.Child("status").Children("conditions").Any(static c => c.Text("type") == "Ready" && c.Text("status") == "True");

    private static string? Name(JsonObject node) => node.Child("metadata").Text("name");
}
