using System.Collections.Concurrent;
using System.Net.Sockets;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>Takes the connections to a tunnel's local port and carries each to the instance's pod.</summary>
/// <param name="listener">The local port; owned by the caller.</param>
/// <param name="client">The way to the cluster.</param>
/// <param name="pods">Knows the pod.</param>
/// <param name="ns">The instance's namespace.</param>
/// <param name="counters">Counts connections and bytes.</param>
/// <param name="reached">Told whether the pod could be reached, and if not, why.</param>
internal sealed class TunnelServer(
    Socket listener, IKubernetesClient client, GatewayPods pods, string ns, TunnelCounters counters, Action<bool, string?> reached)
{
    /// <summary>How long a connection waits for a pod to go to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Task, bool> _connections = [];

    /// <summary>Takes connections until it is cancelled; ends when the last one has.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                Track(ServeAsync(await listener.AcceptAsync(cancellationToken).ConfigureAwait(false), cancellationToken));
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(_connections.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Tries again and again whether the pod can be reached, until it can.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Track(Task connection)
    {
        _connections.TryAdd(connection, true);
        connection.ContinueWith(
            done => _connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket local, CancellationToken cancellationToken)
    {
        counters.Opened();
        using (local)
        {
            try
            {
                local.NoDelay = true;
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(Patience);
                var pod = await OpenAsync(patience.Token).ConfigureAwait(false);
                await using (pod.ConfigureAwait(false))
                    await new TunnelPump(local, pod, counters).RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OpenClawException or SocketException or OperationCanceledException)
            {
                if (e is OpenClawException failure)
                    reached(failure.ErrorId != nameof(KubernetesMessages.PortForwardBroken), failure.Message);
                // A reset, not an end: the client must not take what it has for the whole answer.
                local.LingerState = new(true, 0);
            }
            finally
            {
                counters.Closed();
            }
        }
    }

    private async Task<IPortForwardConnection> OpenAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var pod = await pods.WaitAsync(cancellationToken).ConfigureAwait(false);
            var changed = pods.Current.Changed;
            try
            {
                var connection = await client.PortForwardAsync(ns, pod, TunnelOptions.DefaultPort, cancellationToken).ConfigureAwait(false);
                reached(true, null);
                return connection;
            }
            catch (OpenClawException e) when (e.Kind is not (ErrorKind.PermissionDenied or ErrorKind.AuthenticationError))
            {
                // The pod may be gone and the watch not know yet.
                reached(e.Kind == ErrorKind.NotFound, e.Message);
                await Task.WhenAny(changed, Task.Delay(RetryPolicy.Backoff(attempt, LongestBackoff), cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
