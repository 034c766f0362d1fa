namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>
/// Forwards over the sub-protocol v4.channel.k8s.io: a WebSocket for each connection. A few are kept ready after one was used, not
/// before and not for long, for each holds a connection in the pod.
/// </summary>
internal sealed class ChannelPortForwarder : IPortForwarder
{
    private readonly object _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<ReadyConnection> _ready = [];
    private readonly KubernetesHttp _http;
    private readonly string _namespace;
    private readonly int _port;
    private readonly PortForwardOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private string? _pod;
    private Task _filling = Task.CompletedTask;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="http">The way to the server.</param>
    /// <param name="ns">Namespace.</param>
    /// <param name="port">Port in the pods.</param>
    /// <param name="options">Times and bounds.</param>
    /// <param name="time">The clock.</param>
    public ChannelPortForwarder(KubernetesHttp http, string ns, int port, PortForwardOptions options, TimeProvider time)
    {
        (_http, _namespace, _port, _options, _time) = (http, ns, port, options, time);
        _timer = time.CreateTimer(_ => Discard(c => IsOld(c)), null, options.ReserveAge / 2, options.ReserveAge / 2);
    }

    /// <inheritdoc/>
    /// <remarks>Never raised: between connections nothing is open that could be lost.</remarks>
    public event Action<string, OpenClawException>? Lost
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(string pod, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(pod, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (!_end.IsCancellationRequested && _pod == pod && connection is ReadyConnection ready)
            {
                _ready.Add(ready);
                return;
            }
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IPortForwardConnection> ConnectAsync(string pod, CancellationToken cancellationToken)
    {
        ReadyConnection? ready;
        lock (_lock)
        {
            _pod = pod;
            ready = _ready.FindLast(c => c.IsFresh && !IsOld(c) && c.Pod == pod);
            if (ready is not null)
                _ready.Remove(ready);
        }

        Discard(c => c.Pod != pod || !c.IsFresh || IsOld(c));
        ready ??= await OpenAsync(pod, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (_filling.IsCompleted && !_end.IsCancellationRequested)
                _filling = FillAsync(pod);
        }

        return ready;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _end.Cancel();
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _filling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Discard(static _ => true);
    }

    private bool IsOld(ReadyConnection connection) => _time.GetElapsedTime(connection.OpenedAt) > _options.ReserveAge;

    private async Task<ReadyConnection> OpenAsync(string pod, CancellationToken cancellationToken) => new(
        await ChannelConnection.OpenAsync(_http, _namespace, pod, _port, retried: false, cancellationToken).ConfigureAwait(false),
        pod,
        _time.GetTimestamp());

    private async Task FillAsync(string pod)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                lock (_lock)
                {
                    if (_ready.Count >= _options.ReserveSize || _pod != pod)
                        return;
                }

                var ready = await OpenAsync(pod, _end.Token).ConfigureAwait(false);
                lock (_lock)
                {
                    if (!_end.IsCancellationRequested)
                    {
                        _ready.Add(ready);
                        continue;
                    }
                }

                await ready.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OpenClawException or OperationCanceledException)
        {
            // It was ahead of need; who needs one opens it and gets the error.
        }
    }

    private void Discard(Predicate<ReadyConnection> unwanted)
    {
        List<ReadyConnection> found;
        lock (_lock)
        {
            found = _ready.FindAll(unwanted);
            _ready.RemoveAll(found.Contains);
        }

        foreach (var connection in found)
            _ = connection.DisposeAsync().AsTask();
    }
}
