using System.Globalization;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>
/// Keeps a tunnel's way to the instance's pod open: follows the pods, prepares the way to the ready one, and when the API server,
/// the network, the machine's sleep or an expired credential is in the way, tries again until it is open.
/// </summary>
/// <param name="instance">The instance.</param>
/// <param name="connect">Makes a client of a connection.</param>
/// <param name="pods">The instance's pods.</param>
/// <param name="status">Told what is in the way.</param>
/// <param name="options">How long a refusal is borne, and the clock.</param>
/// <param name="tokenRead">Told the gateway token that another pod has started with.</param>
internal sealed class TunnelKeeper(
    OpenClawInstance instance, Func<KubernetesConnection, IKubernetesClient> connect, GatewayPods pods, TunnelStatus status, TunnelOptions options,
    Action<string> tokenRead)
{
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(2);

    // The credential is asked for anew, which may cost a request to Azure or the run of a program.
    private static readonly TimeSpan LongestSignInBackoff = TimeSpan.FromSeconds(30);

    // A cluster that was made anew under its old name has another address, authority and credential.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(5);

    private readonly object _lock = new();
    private TunnelRoute? _route;
    private TaskCompletionSource _routed = NewSignal();
    private TaskCompletionSource _check = NewSignal();
    private int _failures;
    private long? _refusedSince;
    private bool _told;
    private string? _tokenOf;

    /// <summary>Has the way made anew: what is open now may be dead although nothing says so.</summary>
    public void Check() => Volatile.Read(ref _check).TrySetResult();

    /// <summary>Waits until there is a way to the pod.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<TunnelRoute> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task routed;
            var (pod, changed) = pods.Current;
            lock (_lock)
            {
                // A pod that is known to go gets no new connection, however busy the machine is with telling that around.
                if (_route is { Lost.IsCompleted: false } route && route.Pod == pod)
                    return route;
                routed = _routed.Task;
            }

            await Task.WhenAny(routed, changed).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Works until it is cancelled.</summary>
    /// <param name="connection">How to reach the cluster.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OpenClawException">The first attempt failed, or the cluster refuses for good.</exception>
    public async Task RunAsync(KubernetesConnection connection, CancellationToken cancellationToken)
    {
        var connected = options.Time.GetTimestamp();
        while (true)
        {
            if (await KeepAsync(connection, cancellationToken).ConfigureAwait(false) is not { } failure)
                continue;
            var again = await BackOffAsync(failure, cancellationToken).ConfigureAwait(false);
            while (again || options.Time.GetElapsedTime(connected) > ConnectionLife)
            {
                try
                {
                    connection = await instance.Cluster.ConnectAsync(cancellationToken).ConfigureAwait(false);
                    connected = options.Time.GetTimestamp();
                    break;
                }
                catch (OpenClawException e)
                {
                    again = await BackOffAsync(e, cancellationToken).ConfigureAwait(false);
                    if (!again)
                        connected = options.Time.GetTimestamp();
                }
            }
        }
    }

    private static bool IsRefusal(OpenClawException e) =>
        e.Kind is ErrorKind.AuthenticationError or ErrorKind.PermissionDenied or ErrorKind.NotFound or ErrorKind.NotSupported
            or ErrorKind.InvalidData or ErrorKind.InvalidArgument
        || e.ErrorId == nameof(KubernetesMessages.KubernetesUntrusted);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Null when the way is to be made anew without anything having failed.
    private async Task<OpenClawException?> KeepAsync(KubernetesConnection connection, CancellationToken cancellationToken)
    {
        var link = new TunnelLink(connect(connection), instance.Namespace);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (check, listed) = (NewSignal(), NewSignal());
        Volatile.Write(ref _check, check);
        Task[] work = [FollowAsync(link, listed, end.Token), RouteAsync(link, listed.Task, end.Token), check.Task];
        var first = await Task.WhenAny(work).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        check.TrySetResult();
        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await link.LeaveAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await first.ConfigureAwait(false);
            return null;
        }
        catch (OpenClawException e) when (status.Answered || (_told && !IsRefusal(e)))
        {
            return e;
        }
    }

    // True when the credential is to be had anew.
    private async Task<bool> BackOffAsync(OpenClawException failure, CancellationToken cancellationToken)
    {
        status.SetCluster(failure.Message);
        var refused = IsRefusal(failure);
        if (refused)
        {
            _refusedSince ??= options.Time.GetTimestamp();
            if (options.Time.GetElapsedTime(_refusedSince.Value) > options.RefusalPatience)
                throw new OpenClawException(
                    nameof(TunnelMessages.TunnelGaveUp), failure.Kind,
                    string.Format(CultureInfo.CurrentCulture, TunnelMessages.TunnelGaveUp, options.RefusalPatience.TotalMinutes, failure.Message),
                    instance, failure);
        }

        var wait = RetryPolicy.Backoff(++_failures, refused ? LongestSignInBackoff : LongestBackoff);
        var check = NewSignal();
        Volatile.Write(ref _check, check);
        await Task.WhenAny(check.Task, Task.Delay(wait, options.Time, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return refused;
    }

    private async Task FollowAsync(TunnelLink link, TaskCompletionSource listed, CancellationToken cancellationToken)
    {
        var follow = pods.FollowAsync(link.Client, listed.SetResult, cancellationToken);
        var slow = Task.Delay(SlowAnswer, options.Time, cancellationToken);
        if (await Task.WhenAny(follow, listed.Task, slow).ConfigureAwait(false) == slow && !cancellationToken.IsCancellationRequested)
            status.SetCluster(string.Format(CultureInfo.CurrentCulture, TunnelMessages.TunnelSlow, instance.Cluster, SlowAnswer.TotalSeconds));
        await follow.ConfigureAwait(false);
    }

    private async Task RouteAsync(TunnelLink link, Task listed, CancellationToken cancellationToken)
    {
        // What was known before may be long gone.
        await listed.WaitAsync(cancellationToken).ConfigureAwait(false);
        _told = true;
        TunnelRoute? current = null;
        Action<string, OpenClawException> lost = (pod, error) => Lose(Volatile.Read(ref current), pod, error);
        link.Forwarder.Lost += lost;
        try
        {
            for (var failures = 0; ;)
            {
                var (pod, changed) = pods.Current;
                if (pod is null)
                {
                    SetHealthy();
                    await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                }

                try
                {
                    await ReadTokenAsync(link, pod, cancellationToken).ConfigureAwait(false);
                    var route = new TunnelRoute(link, pod);
                    Volatile.Write(ref current, route);
                    await link.Forwarder.PrepareAsync(pod, cancellationToken).ConfigureAwait(false);
                    failures = 0;
                    await StayAsync(route, cancellationToken).ConfigureAwait(false);
                }
                catch (OpenClawException e) when (!IsRefusal(e) || e.Kind == ErrorKind.NotFound)
                {
                    // Often the pod is gone and the watch does not know yet.
                    status.SetWay(e.Message);
                    status.SetCluster(null);
                    var wait = Task.Delay(RetryPolicy.Backoff(++failures, LongestBackoff), options.Time, cancellationToken);
                    await Task.WhenAny(changed, wait).ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        finally
        {
            link.Forwarder.Lost -= lost;
            SetRoute(null);
        }
    }

    // A pod has the token of its start for life: only another pod can have another token. The first one's was read at the opening.
    private async Task ReadTokenAsync(TunnelLink link, string pod, CancellationToken cancellationToken)
    {
        if (_tokenOf is null)
        {
            _tokenOf = pod;
            return;
        }
        if (_tokenOf == pod)
            return;
        try
        {
            tokenRead(await GatewayToken.ReadAsync(link.Client, instance, cancellationToken).ConfigureAwait(false));
            _tokenOf = pod;
        }
        catch (OpenClawException e) when (IsRefusal(e))
        {
            // The tunnel itself needs no token.
            status.Note(e.Message);
            _tokenOf = pod;
        }
    }

    private static void Lose(TunnelRoute? route, string pod, OpenClawException error)
    {
        if (route?.Pod == pod)
            route.Lose(error.Message);
    }

    private async Task StayAsync(TunnelRoute route, CancellationToken cancellationToken)
    {
        SetHealthy();
        SetRoute(route);
        while (!route.Lost.IsCompleted)
        {
            var (pod, changed) = pods.Current;
            if (pod != route.Pod)
                break;
            await Task.WhenAny(changed, route.Lost).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        SetRoute(null);
        if (route.Lost.IsCompleted)
            status.SetWay(await route.Lost.ConfigureAwait(false));
    }

    private void SetHealthy()
    {
        (_failures, _refusedSince) = (0, null);
        status.SetWay(null);
        status.SetCluster(null);
    }

    private void SetRoute(TunnelRoute? route)
    {
        TaskCompletionSource? signal = null;
        lock (_lock)
        {
            _route = route;
            if (route is not null)
                (signal, _routed) = (_routed, NewSignal());
        }

        signal?.SetResult();
    }
}
