using System.Globalization;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>
/// Forwards over carriers that are opened ahead and used again. SPDY as Kubernetes speaks it has no windows, so two connections on one
/// carrier can hold each other up: each gets a carrier of its own while there are few, and a carrier that is held up gets no more.
/// </summary>
internal sealed class SpdyPortForwarder : IPortForwarder
{
    /// <summary>A carrier that lived shorter is not replaced by itself: the server would be asked without end.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly KubernetesHttp _http;
    private readonly PortForwardOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly PeerWindows _windows = new();
    private readonly List<SpdyCarrier> _carriers = [];
    private readonly HashSet<Task<SpdyCarrier?>> _openings = [];
    private readonly string _namespace;
    private readonly int _port;
    private TaskCompletionSource _changed = NewSignal();
    private string? _pod;
    private int _waiting;
    private bool _told;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="http">The way to the server.</param>
    /// <param name="ns">Namespace.</param>
    /// <param name="port">Port in the pods.</param>
    /// <param name="options">Times and bounds.</param>
    /// <param name="time">The clock.</param>
    public SpdyPortForwarder(KubernetesHttp http, string ns, int port, PortForwardOptions options, TimeProvider time)
    {
        (_http, _namespace, _port, _options, _time) = (http, ns, port, options, time);
        var tick = options.PingInterval / 4;
        _timer = time.CreateTimer(_ => LookAfter(), null, tick, tick);
    }

    /// <inheritdoc/>
    public event Action<string, OpenClawException>? Lost;

    /// <summary>Opens the first carrier to a pod; false when the server does not know the protocol.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<bool> TryStartAsync(string pod, CancellationToken cancellationToken)
    {
        Switch(pod);
        Task<SpdyCarrier?> opening;
        lock (_lock)
            opening = Open(pod);
        return await opening.WaitAsync(cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(string pod, CancellationToken cancellationToken)
    {
        Switch(pod);
        SpdyCarrier[] open;
        lock (_lock)
            open = [.. _carriers.Where(c => c.Pod == pod && !c.IsLeaving && !c.IsBlocked)];
        var alive = await Task.WhenAll(open.Select(c => ProbeAsync(c, cancellationToken))).ConfigureAwait(false);
        if (!alive.Contains(true))
        {
            var carrier = await TakeAsync(pod, cancellationToken).ConfigureAwait(false);
            Return(carrier);
            if (!await ProbeAsync(carrier, cancellationToken).ConfigureAwait(false))
                throw carrier.Failure ?? Errors(pod).Broken(KubernetesMessages.CarrierClosed);
        }

        lock (_lock)
            _told = false;
    }

    /// <inheritdoc/>
    public async Task<IPortForwardConnection> ConnectAsync(string pod, CancellationToken cancellationToken)
    {
        var errors = Errors(pod);
        var started = _time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var carrier = await TakeAsync(pod, cancellationToken).ConfigureAwait(false);
            SpdyConnection? connection = null;
            try
            {
                if (!carrier.IsDoubtful || await ProbeAsync(carrier, cancellationToken).ConfigureAwait(false))
                    connection = await carrier.ConnectAsync(_port, errors, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (connection is null)
                    Return(carrier);
            }

            if (connection is not null)
                return connection;
            // An old one may have died unseen; a new one that does tells something.
            if (carrier.IsLeaving && (carrier.OpenedAt > started || attempt > _options.MaxCarriers))
                throw carrier.Failure ?? errors.Broken(KubernetesMessages.CarrierClosed);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] openings;
        SpdyCarrier[] carriers;
        lock (_lock)
        {
            if (_end.IsCancellationRequested)
                return;
            _pod = null;
            (openings, carriers) = ([.. _openings], [.. _carriers]);
            _end.Cancel();
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll([.. openings, .. carriers.Select(static c => c.DisposeAsync().AsTask())])
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Pulse();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PortForwardErrors Errors(string pod) =>
        new(_http.Connection, string.Create(CultureInfo.InvariantCulture, $"{_namespace}/{pod}:{_port}"));

    private void Switch(string pod)
    {
        List<SpdyCarrier> left;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
            if (_pod == pod)
                return;
            (_pod, _told) = (pod, false);
            left = _carriers.FindAll(c => c.Pod != pod);
        }

        left.ForEach(static c => c.Leave());
    }

    // Chooses the carrier of a new connection, which counts on it from then on.
    private async Task<SpdyCarrier> TakeAsync(string pod, CancellationToken cancellationToken)
    {
        Switch(pod);
        Task? patience = null;
        var waited = false;
        var asked = false;
        while (true)
        {
            Task<SpdyCarrier?>? opening = null;
            Task changed;
            SpdyCarrier? shared;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
                var usable = _carriers.FindAll(c => c.Pod == pod && !c.IsLeaving && !c.IsBlocked);
                if (usable.Where(static c => c.Load == 0).MaxBy(static c => c.UsedAt) is { } idle)
                    return Taken(idle);
                shared = usable.MinBy(static c => c.Load);
                var full = usable.Count + _openings.Count >= _options.MaxCarriers || _carriers.Count >= 4 * _options.MaxCarriers;
                if (shared is not null && (waited || (full && _openings.Count == 0)))
                    return Taken(shared);
                if (!full && !asked && _openings.Count <= _waiting)
                    opening = Open(pod);
                else if (shared is null)
                    opening = _openings.FirstOrDefault();
                if (shared is null && opening is null)
                    shared = _carriers.Where(c => c.Pod == pod && !c.IsLeaving).MinBy(static c => c.Load);
                if (shared is not null && opening is null && _openings.Count == 0)
                    return Taken(shared);
                asked |= opening is not null;
                _waiting++;
                changed = _changed.Task;
            }

            try
            {
                if (shared is null)
                {
                    // One that is refused, or dies at once, would only do so again.
                    if (opening is not null && await opening.WaitAsync(cancellationToken).ConfigureAwait(false) is not { IsLeaving: false })
                        throw (await opening.ConfigureAwait(false))?.Failure ?? Errors(pod).Broken(KubernetesMessages.CarrierClosed);
                    continue;
                }

                patience ??= Task.Delay(_options.SharingPatience, _time, cancellationToken);
                await Task.WhenAny(changed, patience).ConfigureAwait(false);
                waited = patience.IsCompleted;
                cancellationToken.ThrowIfCancellationRequested();
            }
            finally
            {
                lock (_lock)
                    _waiting--;
            }
        }
    }

    // Called with the lock held.
    private SpdyCarrier Taken(SpdyCarrier carrier)
    {
        carrier.Load++;
        carrier.UsedAt = carrier.Now;
        KeepSpare();
        return carrier;
    }

    private void Return(SpdyCarrier carrier)
    {
        lock (_lock)
        {
            carrier.Load--;
            carrier.UsedAt = carrier.Now;
        }

        Pulse();
    }

    // Called with the lock held: one idle carrier more than are in use, so that the next connection finds one.
    private void KeepSpare()
    {
        if (_pod is not { } pod)
            return;
        var usable = _carriers.Count(c => c.Pod == pod && !c.IsLeaving && !c.IsBlocked);
        var idle = _carriers.Count(c => c.Pod == pod && !c.IsLeaving && c.Load == 0);
        if ((idle == 0 || usable < _options.SpareCarriers) && _openings.Count == 0 && usable < _options.MaxCarriers)
            _ = QuietlyAsync(Open(pod));
    }

    // Called with the lock held.
    private Task<SpdyCarrier?> Open(string pod)
    {
        var opening = OpenAsync(pod);
        if (!opening.IsCompleted)
        {
            _openings.Add(opening);
            opening.ContinueWith(Opened, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return opening;

        void Opened(Task<SpdyCarrier?> done)
        {
            // Not everybody who asked for it waits for it.
            _ = done.Exception;
            lock (_lock)
                _openings.Remove(done);
            Pulse();
        }
    }

    private async Task<SpdyCarrier?> OpenAsync(string pod)
    {
        // Off the caller's lock.
        await Task.Yield();
        if (await SpdyUpgrade.OpenAsync(_http, _namespace, pod, _end.Token).ConfigureAwait(false) is not { } stream)
            return null;
        var carrier = new SpdyCarrier(stream, pod, _windows, Errors(pod), _options, _time, Ended) { Released = Return };
        bool wanted;
        lock (_lock)
        {
            wanted = pod == _pod;
            if (wanted)
            {
                _carriers.Add(carrier);
                carrier.UsedAt = carrier.Now;
            }
        }

        carrier.Start();
        if (!wanted)
            await carrier.DisposeAsync().ConfigureAwait(false);
        return carrier;
    }

    private void Ended(SpdyCarrier carrier)
    {
        lock (_lock)
        {
            if (!_carriers.Remove(carrier) || _pod != carrier.Pod || _told)
                return;
            if (_carriers.Exists(c => c.Pod == carrier.Pod && !c.IsLeaving))
                return;
        }

        Pulse();
        _ = RestoreAsync(carrier);
    }

    // Servers and load balancers close what is idle for long. Nobody needs to know when the next one opens at once, and lives.
    private async Task RestoreAsync(SpdyCarrier lost)
    {
        var error = _time.GetElapsedTime(lost.OpenedAt) < ShortestLife ? lost.Failure! : await ReplaceAsync(lost).ConfigureAwait(false);
        if (error is null)
            return;
        lock (_lock)
        {
            if (_pod != lost.Pod || _told)
                return;
            _told = true;
        }

        Lost?.Invoke(lost.Pod, error);
    }

    // Why it cannot be replaced, or null when it was.
    private async Task<OpenClawException?> ReplaceAsync(SpdyCarrier lost)
    {
        Task<SpdyCarrier?> opening;
        lock (_lock)
        {
            if (_pod != lost.Pod)
                return null;
            opening = _openings.FirstOrDefault() ?? Open(lost.Pod);
        }

        try
        {
            var next = await opening.WaitAsync(_options.RestoreTime, _time, _end.Token).ConfigureAwait(false);
            return next is not null && await next.ProbeAsync(_options.ProbeTimeout, _end.Token).ConfigureAwait(false) ? null : lost.Failure;
        }
        catch (OpenClawException e)
        {
            return e;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return lost.Failure;
        }
    }

    private async Task<bool> ProbeAsync(SpdyCarrier carrier, CancellationToken cancellationToken)
    {
        if (await carrier.ProbeAsync(_options.ProbeTimeout, cancellationToken).ConfigureAwait(false))
            return true;
        // One that leaves takes no more, but finishes what it has; whether it is silent is seen by its pings.
        if (!carrier.IsBlocked && !carrier.IsLeaving)
            carrier.Fail(KubernetesMessages.CarrierSilent);
        return false;
    }

    private void LookAfter()
    {
        List<SpdyCarrier> carriers, excess = [];
        lock (_lock)
        {
            carriers = [.. _carriers];
            var idle = carriers.FindAll(static c => c.Load == 0 && !c.IsLeaving);
            foreach (var carrier in idle.OrderBy(static c => c.UsedAt).Take(Math.Max(0, idle.Count - _options.SpareCarriers)))
            {
                if (_time.GetElapsedTime(carrier.UsedAt) > _options.CarrierIdleTime)
                    excess.Add(carrier);
            }
        }

        excess.ForEach(static c => c.Leave());
        foreach (var carrier in carriers)
            carrier.Check(carriers.Exists(c => c != carrier && c.Silence < _options.PingTimeout && _time.GetElapsedTime(c.OpenedAt) > carrier.Silence));
    }

    private void Pulse()
    {
        TaskCompletionSource signal;
        lock (_lock)
            (signal, _changed) = (_changed, NewSignal());
        signal.TrySetResult();
    }

    private static async Task QuietlyAsync(Task opening)
    {
        try
        {
            await opening.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OpenClawException or OperationCanceledException)
        {
            // It was ahead of need; who needs one asks again and gets the error.
        }
    }
}
