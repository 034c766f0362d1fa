using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>Follows an instance's pods and knows which one connections go to.</summary>
/// <param name="instance">The instance.</param>
/// <param name="status">Told whether one is ready.</param>
internal sealed class GatewayPods(OpenClawInstance instance, TunnelStatus status)
{
    private readonly object _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private string? _ready;

    /// <summary>Why there is none to connect to, as a sentence; null when there is one.</summary>
    public string? Explanation { get; private set; } = TunnelMessages.TunnelAsking;

    /// <summary>The pod that connections go to now, or null, and a task that ends when this or the explanation may have changed.</summary>
    public (string? Pod, Task Changed) Current
    {
        get
        {
            lock (_lock)
                return (_ready, _changed.Task);
        }
    }

    /// <summary>Follows the pods until it is cancelled; throws when the cluster refuses or cannot be reached. May be called again then.</summary>
    /// <param name="client">The way to the cluster.</param>
    /// <param name="listed">Called when the cluster has told which pods there are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FollowAsync(IKubernetesClient client, Action listed, CancellationToken cancellationToken)
    {
        var pods = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var synced = false;
        var changes = client.WatchAsync(ResourceKind.Pod, instance.Namespace, $"app={instance.Name}", null, cancellationToken);
        await foreach (var change in changes.ConfigureAwait(false))
        {
            if (change.Error is { } error)
                throw error;
            if (change.Object is { } pod && pod.Child("metadata").Text("name") is { } name)
            {
                if (change.Type == WatchEventType.Deleted)
                    pods.Remove(name);
                else
                    pods[name] = pod;
            }

            // Half a list says nothing about what is gone.
            synced |= change.Type == WatchEventType.Synced;
            if (synced)
                Take(pods);
            if (change.Type == WatchEventType.Synced)
                listed();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Take(Dictionary<string, JsonObject> pods)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            // While one pod takes over from another, the younger one is the one that stays.
            _ready = pods.Where(static p => PodReadiness.IsReady(p.Value))
                .OrderByDescending(static p => p.Value.Child("metadata").Text("creationTimestamp"), StringComparer.Ordinal)
                .Select(static p => p.Key)
                .FirstOrDefault();
            Explanation = _ready is null ? PodReadiness.Explain(instance.Name, pods.Values) : null;
            (signal, _changed) = (_changed, NewSignal());
        }

        status.SetPods(Explanation);
        signal.SetResult();
    }
}
