using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>Follows an instance's pods and knows which one connections go to.</summary>
/// <param name="client">The way to the cluster.</param>
/// <param name="instance">The instance.</param>
internal sealed class GatewayPods(IKubernetesClient client, OpenClawInstance instance)
{
    private readonly object _lock = new();
    private readonly Dictionary<string, JsonObject> _pods = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();
    private string? _ready;
    private bool _listed;

    /// <summary>Why there is none to connect to, as a sentence.</summary>
    public string Explanation
    {
        get
        {
            lock (_lock)
                return !_listed ? TunnelMessages.TunnelAsking : PodReadiness.Explain(instance.Name, _pods.Values);
        }
    }

    /// <summary>The pod that connections go to now, or null, and a task that ends when this or the explanation may have changed.</summary>
    public (string? Pod, Task Changed) Current
    {
        get
        {
            lock (_lock)
                return (_ready, _changed.Task);
        }
    }

    /// <summary>Follows the pods until it is cancelled; throws when the cluster refuses.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var changes = client.WatchAsync(ResourceKind.Pod, instance.Namespace, $"app={instance.Name}", null, cancellationToken);
        await foreach (var change in changes.ConfigureAwait(false))
            Take(change);
    }

    /// <summary>Waits for a pod to connect to.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (pod, changed) = Current;
            if (pod is not null)
                return pod;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Take(WatchEvent change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            _listed |= change.Type == WatchEventType.Synced;
            if (change.Object is { } pod && pod.Child("metadata").Text("name") is { } name)
            {
                if (change.Type == WatchEventType.Deleted)
                    _pods.Remove(name);
                else
                    _pods[name] = pod;
            }

            // While one pod takes over from another, the younger one is the one that stays.
            _ready = _pods.Where(static p => PodReadiness.IsReady(p.Value))
                .OrderByDescending(static p => p.Value.Child("metadata").Text("creationTimestamp"), StringComparer.Ordinal)
                .Select(static p => p.Key)
                .FirstOrDefault();
            (signal, _changed) = (_changed, NewSignal());
        }

        signal.SetResult();
    }
}
