using System.Collections.Concurrent;
using System.Globalization;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;
using OpenClaw.Tunnels;

namespace OpenClaw;

/// <summary>
/// A port on this machine (127.0.0.1 and ::1) that leads to an instance's gateway for as long as the tunnel is open, whatever pod the
/// instance runs in. Connections that come while there is no way to it wait, up to the hold time.
/// </summary>
public sealed class OpenClawTunnel : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<OpenClawTunnel, bool> Open = [];

    private readonly object _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TunnelCounters _counters = new();
    private readonly TunnelListener _listener;
    private readonly TunnelStatus _status;
    private string _token;
    private Task[] _work = [];
    private Task? _stopping;

    internal OpenClawTunnel(OpenClawInstance instance, TunnelOptions options, TunnelListener listener, string token)
    {
        (Instance, Options, _listener, _token) = (instance, options, listener, token);
        _status = new(Tell);
    }

    /// <summary>Raised on each change of <see cref="State"/>, in order, from any thread. What a handler throws is dropped.</summary>
    public event EventHandler<TunnelStateChangedEventArgs>? StateChanged;

    /// <summary>
    /// Raised when <see cref="Url"/> changes, because the instance has another gateway token, once OpenClaw is back with it; from any thread.
    /// What a handler throws is dropped.
    /// </summary>
    public event EventHandler? UrlChanged;

    /// <summary>The tunnels that are open in this process.</summary>
    public static IReadOnlyList<OpenClawTunnel> Active => [.. Open.Keys];

    /// <summary>The instance it leads to.</summary>
    public OpenClawInstance Instance { get; }

    /// <summary>The instance's name.</summary>
    public string InstanceName => Instance.Name;

    /// <summary>The instance's namespace.</summary>
    public string Namespace => Instance.Namespace;

    /// <summary>The name of the instance's cluster.</summary>
    public string ClusterName => Instance.Cluster.ClusterName;

    /// <summary>The port on 127.0.0.1 and ::1.</summary>
    public int LocalPort => _listener.Port;

    /// <summary>Its address without the token, for example <c>http://127.0.0.1:18789/</c>; safe to show.</summary>
    public string LocalAddress => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LocalPort}/");

    /// <summary>
    /// The Control UI's address with the gateway token in it; another one once the token was changed. A secret: whoever has it may use
    /// OpenClaw. Keep it out of logs.
    /// </summary>
    public string Url => $"{LocalAddress}#token={Uri.EscapeDataString(Volatile.Read(ref _token))}";

    /// <summary>How long a new connection waits while there is no way to OpenClaw.</summary>
    public TimeSpan HoldTime => Options.HoldTime;

    /// <summary>What it is doing.</summary>
    public TunnelState State => _status.State;

    /// <summary>Since when it has been in this state.</summary>
    public DateTimeOffset Since => _status.Since;

    /// <summary>Why it is not connected, as a sentence; null while it is, and when it was stopped by request.</summary>
    public string? Reason => _status.Reason;

    /// <summary>When it was opened.</summary>
    public DateTimeOffset StartTime { get; } = DateTimeOffset.Now;

    /// <summary>How long it has been open, or was.</summary>
    public TimeSpan Uptime => (State == TunnelState.Stopped ? Since : DateTimeOffset.Now) - StartTime;

    /// <summary>Connections open now.</summary>
    public int Connections => _counters.Active;

    /// <summary>Connections taken since it was opened, its own first question included.</summary>
    public long TotalConnections => _counters.Total;

    /// <summary>Bytes sent to OpenClaw.</summary>
    public long BytesSent => _counters.Sent;

    /// <summary>Bytes received from OpenClaw.</summary>
    public long BytesReceived => _counters.Received;

    /// <summary>What went wrong last, or null.</summary>
    public string? LastError => _status.LastError;

    /// <summary>Ends when the tunnel does: well when it was stopped, with the error when the cluster refused to go on.</summary>
    public Task Completion => _completion.Task;

    internal TunnelOptions Options { get; }

    /// <summary>Opens a tunnel; returns when OpenClaw has answered through it.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="options">Local port and times to wait.</param>
    /// <param name="context">Takes progress and milestones while it is opened, nothing afterwards.</param>
    /// <param name="cancellationToken">Stops the opening; an open tunnel is ended by <see cref="StopAsync"/>.</param>
    /// <exception cref="OpenClawException">The port is taken (<c>TunnelPortInUse</c>), OpenClaw is not installed
    /// (<c>TunnelNotInstalled</c>) or does not answer in time (<c>TunnelNotReady</c>), or the cluster refuses.</exception>
    public static Task<OpenClawTunnel> StartAsync(
        OpenClawInstance instance, TunnelOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return TunnelOpening.RunAsync(instance, options, context, cancellationToken);
    }

    /// <summary>Ends all tunnels of this process.</summary>
    public static Task StopAllAsync() => Task.WhenAll(Open.Keys.Select(static t => t.StopAsync()));

    /// <summary>Ends the tunnel: the port is free at once, open connections are reset. Ends when nothing of it is left.</summary>
    public Task StopAsync() => EndOnceAsync(null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    public override string ToString() => LocalAddress;

    /// <summary>Sets it to work: from here on it takes connections and heals itself.</summary>
    /// <param name="connection">How to reach the cluster.</param>
    /// <param name="connect">Makes a client of a connection.</param>
    internal TunnelWork Run(KubernetesConnection connection, Func<KubernetesConnection, IKubernetesClient> connect)
    {
        var pods = new GatewayPods(Instance, _status);
        var keeper = new TunnelKeeper(Instance, connect, pods, _status, Options, TakeToken);
        var server = new TunnelServer(_listener, keeper, Options.HoldTime, _counters, _status, _end.Token);
        Open.TryAdd(this, true);
        _work =
        [
            keeper.RunAsync(connection, _end.Token), server.RunAsync(), new MachineWatch(Options.Time, keeper.Check).RunAsync(_end.Token),
        ];
        foreach (var task in _work)
            _ = EndWithAsync(task);
        return new(_status, pods, keeper, _end.Token);
    }

    private async Task EndWithAsync(Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.Exception?.InnerException is { } error)
            await EndOnceAsync(error).ConfigureAwait(false);
    }

    private Task EndOnceAsync(Exception? error)
    {
        lock (_lock)
            return _stopping ??= Task.Run(() => EndAsync(error));
    }

    private async Task EndAsync(Exception? error)
    {
        var cancelled = _end.CancelAsync();
        _listener.Dispose();
        await cancelled.ConfigureAwait(false);
        await Task.WhenAll(_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        Open.TryRemove(this, out _);
        _status.SetStopped(error?.Message);
        if (error is null)
            _completion.TrySetResult();
        else
            _completion.TrySetException(error);
        // Whoever does not ask is told by State and LastError.
        _ = _completion.Task.Exception;
    }

    private void TakeToken(string token)
    {
        if (Interlocked.Exchange(ref _token, token) != token)
            Tell(UrlChanged?.GetInvocationList().Cast<EventHandler>().Select(handler => new Action(() => handler(this, EventArgs.Empty))));
    }

    private void Tell(TunnelStateChangedEventArgs change) => Tell(
        StateChanged?.GetInvocationList().Cast<EventHandler<TunnelStateChangedEventArgs>>().Select(handler => new Action(() => handler(this, change))));

    private static void Tell(IEnumerable<Action>? handlers)
    {
        foreach (var handler in handlers ?? [])
        {
            try
            {
                handler();
            }
#pragma warning disable CA1031 // A listener's mistake must not end the tunnel.
            catch (Exception)
            {
            }
#pragma warning restore CA1031
        }
    }
}
