using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>Takes the connections to a tunnel's local port and carries each to the instance's pod.</summary>
/// <param name="listener">The local port; owned by the caller.</param>
/// <param name="keeper">Knows the way to the pod.</param>
/// <param name="holdTime">How long a connection waits for a way to the pod.</param>
/// <param name="counters">Counts connections and bytes.</param>
/// <param name="status">Told what went wrong with a connection.</param>
/// <param name="ended">Cancelled when the tunnel ends.</param>
internal sealed class TunnelServer(
    TunnelListener listener, TunnelKeeper keeper, TimeSpan holdTime, TunnelCounters counters, TunnelStatus status, CancellationToken ended)
{
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Task, bool> _connections = [];

    /// <summary>Takes connections until the tunnel ends; over when the last one is.</summary>
    public async Task RunAsync()
    {
        try
        {
            await Task.WhenAll(listener.Sockets.Select(AcceptAsync)).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(_connections.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AcceptAsync(Socket socket)
    {
        try
        {
            while (true)
                Track(ServeAsync(await socket.AcceptAsync(ended).ConfigureAwait(false)));
        }
        catch (Exception e) when (ended.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
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
                var (route, pod) = await OpenAsync().ConfigureAwait(false);
                await CarryAsync(local, route, pod).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OpenClawException or SocketException or OperationCanceledException)
            {
                if (e is OpenClawException failure)
                    status.Note(failure.Message);
                // A reset, not an end: the client must not take what it has for the whole answer.
                local.LingerState = new(true, 0);
            }
            finally
            {
                counters.Closed();
            }
        }
    }

    private async Task CarryAsync(Socket local, TunnelRoute route, IPortForwardConnection pod)
    {
        try
        {
            await using (pod.ConfigureAwait(false))
                await new TunnelPump(local, pod, counters).RunAsync(ended).ConfigureAwait(false);
        }
        catch (OpenClawException e) when (e.ErrorId == nameof(KubernetesMessages.PortForwardBroken))
        {
            route.Lose(e.Message);
            throw;
        }
        finally
        {
            await route.Link.LeaveAsync().ConfigureAwait(false);
        }
    }

    // The route is entered; who carries the connection leaves it.
    private async Task<(TunnelRoute Route, IPortForwardConnection Pod)> OpenAsync()
    {
        using var hold = CancellationTokenSource.CreateLinkedTokenSource(ended);
        hold.CancelAfter(holdTime);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var route = await keeper.WaitAsync(hold.Token).ConfigureAwait(false);
                if (!route.Link.TryEnter())
                    continue;
                try
                {
                    return (route, await route.Link.Forwarder.ConnectAsync(route.Pod, hold.Token).ConfigureAwait(false));
                }
                catch (Exception e)
                {
                    await route.Link.LeaveAsync().ConfigureAwait(false);
                    if (e is not OpenClawException failure)
                        throw;
                    route.Lose(failure.Message);
                }

                await Task.Delay(RetryPolicy.Backoff(attempt, LongestBackoff), hold.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            throw new OpenClawException(
                nameof(TunnelMessages.TunnelHoldTime), ErrorKind.Timeout,
                string.Format(CultureInfo.CurrentCulture, TunnelMessages.TunnelHoldTime, holdTime.TotalSeconds, status.Reason ?? status.LastError ?? ""));
        }
    }
}
