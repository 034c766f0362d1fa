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
/// <param name="reached">Told whether the pod could be reached, and what went wrong.</param>
/// <param name="ended">Cancelled when the tunnel ends.</param>
internal sealed class TunnelServer(
    Socket listener, IKubernetesClient client, GatewayPods pods, string ns, TunnelCounters counters, Action<bool, string?> reached,
    CancellationToken ended)
{
    /// <summary>How long a connection waits for a pod to go to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private Task _recovery = Task.CompletedTask;

    /// <summary>Takes connections until the tunnel ends; over when the last one is.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
                Track(ServeAsync(await listener.AcceptAsync(ended).ConfigureAwait(false)));
        }
        catch (Exception e) when (ended.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll([.. _connections.Keys, _recovery]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Makes a connection as soon as there is a pod that takes it, and closes it.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OpenClawException">The cluster refuses, and will go on refusing.</exception>
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

    private async Task ServeAsync(Socket local)
    {
        counters.Opened();
        using (local)
        {
            try
            {
                local.NoDelay = true;
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(ended);
                patience.CancelAfter(Patience);
                var pod = await OpenAsync(patience.Token).ConfigureAwait(false);
                await using (pod.ConfigureAwait(false))
                    await new TunnelPump(local, pod, counters).RunAsync(ended).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OpenClawException or SocketException or OperationCanceledException)
            {
                if (e is OpenClawException failure)
                    Report(failure);
                // A reset, not an end: the client must not take what it has for the whole answer.
                local.LingerState = new(true, 0);
            }
            finally
            {
                counters.Closed();
            }
        }
    }

    private void Report(OpenClawException failure)
    {
        var broken = failure.ErrorId == nameof(KubernetesMessages.PortForwardBroken);
        reached(!broken, failure.Message);
        if (broken)
            _ = RecoverAsync();
    }

    private static bool IsFinal(OpenClawException exception) =>
        exception.Kind is ErrorKind.PermissionDenied or ErrorKind.AuthenticationError or ErrorKind.NotSupported or ErrorKind.InvalidData;

    private async Task<IPortForwardConnection> OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var pod = await pods.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var connection = await client.PortForwardAsync(ns, pod, TunnelOptions.DefaultPort, cancellationToken).ConfigureAwait(false);
                reached(true, null);
                return connection;
            }
            catch (OpenClawException e) when (!IsFinal(e))
            {
                // Often the pod is gone and the watch does not know yet.
                reached(false, e.Message);
                await RecoverAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // However many connections wait, one at a time tries.
    private Task RecoverAsync()
    {
        lock (_connections)
        {
            if (_recovery.IsCompleted)
                _recovery = TryAgainAsync();
            return _recovery;
        }
    }

    private async Task TryAgainAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var (pod, changed) = pods.Current;
            await Task.WhenAny(changed, Task.Delay(RetryPolicy.Backoff(attempt, LongestBackoff), ended)).ConfigureAwait(false);
            ended.ThrowIfCancellationRequested();
            if (pod is null)
                continue;
            try
            {
                var connection = await client.PortForwardAsync(ns, pod, TunnelOptions.DefaultPort, ended).ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
                reached(true, null);
                return;
            }
            catch (OpenClawException e)
            {
                reached(false, e.Message);
                if (IsFinal(e))
                    return;
            }
        }
    }
}
