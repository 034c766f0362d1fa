using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Operations.NodePools;

/// <summary>Evicts the pods of one node and waits until they are gone, as long as it takes.</summary>
/// <param name="client">The cluster.</param>
/// <param name="node">The node.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class NodeDrain(IKubernetesClient client, string node, TimeProvider time)
{
    // As kubectl drain: a disruption budget does not tell when it will allow an eviction.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, JsonObject> _pods = [];
    private readonly Dictionary<string, (string Why, long At)> _refused = [];
    private readonly HashSet<string> _evicted = [];

    /// <summary>The pods that are left, each with what keeps it, for messages.</summary>
    public IReadOnlyList<string> Left => [.. _pods.Values.Where(NodePod.MustGo).Select(Describe).Order(StringComparer.Ordinal)];

    /// <summary>Evicts and waits.</summary>
    /// <param name="tell">Called when <see cref="Left"/> may have changed.</param>
    /// <param name="cancellationToken">Stops it; pods that were evicted go all the same.</param>
    public async Task RunAsync(Action tell, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = client.WatchAsync(ResourceKind.Pod, null, null, $"spec.nodeName={node}", stop.Token).GetAsyncEnumerator(stop.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            for (var synced = false; ;)
            {
                if (synced)
                {
                    await EvictAsync(cancellationToken).ConfigureAwait(false);
                    tell();
                    if (Left.Count == 0) return;
                }

                await WaitAsync(next, cancellationToken).ConfigureAwait(false);
                while (next.IsCompleted)
                {
                    await next.ConfigureAwait(false);
                    synced |= events.Current.Type == WatchEventType.Synced;
                    Take(events.Current);
                    next = events.MoveNextAsync().AsTask();
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task EvictAsync(CancellationToken cancellationToken)
    {
        foreach (var (uid, pod) in _pods.ToList())
        {
            if (!NodePod.MustGo(pod) || NodePod.IsGoing(pod) || _evicted.Contains(uid)) continue;
            if (_refused.TryGetValue(uid, out var last) && time.GetElapsedTime(last.At) < AskAgain) continue;
            var metadata = pod.Child("metadata");
            if (await client.EvictAsync(metadata.Text("namespace")!, metadata.Text("name")!, uid, cancellationToken).ConfigureAwait(false) is { } why)
            {
                _refused[uid] = (why, time.GetTimestamp());
                continue;
            }

            _refused.Remove(uid);
            _evicted.Add(uid);
        }
    }

    private async Task WaitAsync(Task next, CancellationToken cancellationToken)
    {
        if (_refused.Count == 0)
        {
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var pause = AskAgain - _refused.Values.Select(r => time.GetElapsedTime(r.At)).Max();
        if (pause <= TimeSpan.Zero) return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(pause, time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Take(WatchEvent change)
    {
        if (change.Object is not { } pod || pod.Child("metadata").Text("uid") is not { } uid) return;
        if (change.Type != WatchEventType.Deleted)
        {
            _pods[uid] = pod;
            return;
        }

        _pods.Remove(uid);
        _refused.Remove(uid);
    }

    private string Describe(JsonObject pod) =>
        _refused.TryGetValue(pod.Child("metadata").Text("uid")!, out var refusal) ? $"{NodePod.Name(pod)} ({refusal.Why})" : NodePod.Name(pod);
}
