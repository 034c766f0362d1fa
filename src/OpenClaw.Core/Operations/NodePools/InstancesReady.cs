using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations.NodePools;

/// <summary>Waits until all instances of a cluster have the pods they want, ready.</summary>
internal sealed class InstancesReady(IKubernetesClient client)
{
    private readonly Dictionary<string, JsonObject> _pods = [];
    private IReadOnlyList<JsonObject> _deployments = [];

    /// <summary>The programs that are not ready, for messages.</summary>
    public IReadOnlyList<string> Missing => [.. _deployments.Where(d => !IsThere(d)).Select(NodePod.Name).Order(StringComparer.Ordinal)];

    /// <summary>Why they are not, as far as their pods tell.</summary>
    public IReadOnlyList<string> Causes =>
        [.. RolloutCauses.Of(_deployments.Where(d => !IsThere(d)).Select(WithoutStatus), [.. _pods.Values], [], []).Select(static c => c.Text).Distinct()];

    /// <summary>Waits, as long as it takes.</summary>
    /// <param name="tell">Called when <see cref="Missing"/> may have changed.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task WaitAsync(Action tell, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        var synced = false;
        await foreach (var change in client.WatchAsync(ResourceKind.Pod, null, InstanceLabels.Selector, null, cancellationToken).ConfigureAwait(false))
        {
            synced |= change.Type == WatchEventType.Synced;
            if (change.Object is { } pod && pod.Child("metadata").Text("uid") is { } uid)
            {
                if (change.Type == WatchEventType.Deleted) _pods.Remove(uid);
                else _pods[uid] = pod;
            }

            if (!synced) continue;
            tell();
            if (Missing.Count > 0) continue;
            // What is wanted may have changed since.
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (Missing.Count == 0) return;
        }
    }

    // Its status may not have seen yet what its pods tell.
    private static JsonObject WithoutStatus(JsonObject deployment)
    {
        var copy = (JsonObject)deployment.DeepClone();
        copy.Remove("status");
        return copy;
    }

    private async Task RefreshAsync(CancellationToken cancellationToken) =>
        _deployments = await client.ListAsync(ResourceKind.Deployment, null, InstanceLabels.Selector, null, cancellationToken).ConfigureAwait(false);

    // The pods themselves: a Deployment's status may tell of one that has just been evicted.
    private bool IsThere(JsonObject deployment) => _pods.Values.Count(p =>
        p.Child("metadata").Text("namespace") == deployment.Child("metadata").Text("namespace")
        && RolloutProgress.IsCurrent(p, deployment) && RolloutProgress.IsReady(p)) >= RolloutProgress.Replicas(deployment);
}
