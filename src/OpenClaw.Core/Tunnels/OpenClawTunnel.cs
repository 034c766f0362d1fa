using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;
using OpenClaw.Resources;
using OpenClaw.Tunnels;

namespace OpenClaw;

/// <summary>
/// A port on 127.0.0.1 that leads to an instance's gateway for as long as the tunnel is open, whatever pod the instance runs in.
/// Connections that come while no pod is ready wait for one, up to a minute.
/// </summary>
public sealed class OpenClawTunnel : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<OpenClawTunnel, bool> Open = [];

    private readonly object _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TunnelCounters _counters = new();
    private readonly IKubernetesClient _client;
    private readonly Socket _listener;
    private readonly GatewayPods _pods;
    private readonly TunnelServer _server;
    private readonly string _token;
    private Task[] _work = [];
    private Task? _stopping;
    private bool _answered;
    private bool _reachable = true;

    private OpenClawTunnel(OpenClawInstance instance, IKubernetesClient client, Socket listener, string token)
    {
        (Instance, _client, _listener, _token) = (instance, client, listener, token);
        LocalPort = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _pods = new(client, instance);
        _server = new(listener, client, _pods, instance.Namespace, _counters, Reached, _end.Token);
    }

    /// <summary>Raised on each change of <see cref="State"/>, from any thread; a handler must not throw.</summary>
    public event EventHandler<TunnelStateChangedEventArgs>? StateChanged;

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

    /// <summary>The port on 127.0.0.1.</summary>
    public int LocalPort { get; }

    /// <summary>Its address without the token, for example <c>http://127.0.0.1:18789/</c>; safe to show.</summary>
    public string LocalAddress => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LocalPort}/");

    /// <summary>The Control UI's address with the gateway token in it. A secret: whoever has it may use OpenClaw. Keep it out of logs.</summary>
    public string Url => $"{LocalAddress}#token={Uri.EscapeDataString(_token)}";

    /// <summary>What it is doing.</summary>
    public TunnelState State { get; private set; }

    /// <summary>Since when it has been in this state.</summary>
    public DateTimeOffset Since { get; private set; } = DateTimeOffset.Now;

    /// <summary>Connections open now.</summary>
    public int Connections => _counters.Active;

    /// <summary>Connections taken since it was opened, its own first question included.</summary>
    public long TotalConnections => _counters.Total;

    /// <summary>Bytes sent to OpenClaw.</summary>
    public long BytesSent => _counters.Sent;

    /// <summary>Bytes received from OpenClaw.</summary>
    public long BytesReceived => _counters.Received;

    /// <summary>What went wrong last, or null.</summary>
    public string? LastError { get; private set; }

    /// <summary>Ends when the tunnel does: well when it was stopped, with the error when the cluster refused to go on.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Opens a tunnel; returns when OpenClaw has answered through it.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="options">Local port and time to wait.</param>
    /// <param name="context">Takes progress and milestones while it is opened, nothing afterwards.</param>
    /// <param name="cancellationToken">Stops the opening; an open tunnel is ended by <see cref="StopAsync"/>.</param>
    /// <exception cref="OpenClawException">The port is taken (<c>TunnelPortInUse</c>), OpenClaw is not installed
    /// (<c>TunnelNotInstalled</c>) or does not answer in time (<c>TunnelNotReady</c>), or the cluster refuses.</exception>
    public static async Task<OpenClawTunnel> StartAsync(
        OpenClawInstance instance, TunnelOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var listener = TunnelPort.Listen(options.LocalPort);
        IKubernetesClient? client = null;
        OpenClawTunnel tunnel;
        var opening = true;
        try
        {
            // What goes on after the opening has no caller left to tell.
            var inner = new OperationContext { Write = message => (Volatile.Read(ref opening) ? context.Write : static _ => { })(message) };
            client = new KubernetesClient(await instance.Cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), inner);
            tunnel = new(instance, client, listener, await GatewayToken.ReadAsync(client, instance, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            client?.Dispose();
            listener.Dispose();
            throw;
        }

        try
        {
            await tunnel.OpenAsync(options.Timeout, context, cancellationToken).ConfigureAwait(false);
            return tunnel;
        }
        catch
        {
            await tunnel.StopAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            Volatile.Write(ref opening, false);
        }
    }

    /// <summary>Ends all tunnels of this process.</summary>
    public static Task StopAllAsync() => Task.WhenAll(Open.Keys.Select(static t => t.StopAsync()));

    /// <summary>Ends the tunnel: the port is free at once, open connections are reset. Ends when nothing of it is left.</summary>
    public Task StopAsync() => EndOnceAsync(null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    public override string ToString() => LocalAddress;

    private async Task OpenAsync(TimeSpan timeout, OperationContext context, CancellationToken cancellationToken)
    {
        var activity = Text(TunnelMessages.TunnelActivity, InstanceName);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        end.CancelAfter(timeout);
        Open.TryAdd(this, true);
        var follow = _pods.FollowAsync(_end.Token);
        _work = [follow, _server.RunAsync(), FollowStateAsync(_end.Token)];
        foreach (var task in _work)
            _ = EndWithAsync(task);
        try
        {
            await WaitForPodAsync(activity, context, end.Token).ConfigureAwait(false);
            context.Progress(activity, TunnelMessages.TunnelProbing);
            await _server.ProbeAsync(end.Token).ConfigureAwait(false);
            await TunnelProbe.RunAsync(new(LocalAddress), error => LastError = error, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // When the cluster refused to tell of the pods, that is the error.
            if (follow.IsFaulted)
                await follow.ConfigureAwait(false);
            var why = _pods.Current.Pod is null ? _pods.Explanation : LastError ?? _pods.Explanation;
            throw new OpenClawException(
                nameof(TunnelMessages.TunnelNotReady), ErrorKind.Timeout, Text(TunnelMessages.TunnelNotReady, InstanceName, timeout, why), Instance);
        }
        finally
        {
            context.ProgressCompleted(activity);
        }

        lock (_lock)
            _answered = true;
        LastError = null;
        Update(null);
        context.Verbose(Text(TunnelMessages.TunnelOpen, InstanceName, LocalAddress));
    }

    private async Task WaitForPodAsync(string activity, OperationContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (pod, changed) = _pods.Current;
            if (pod is not null)
                return;
            context.Progress(activity, Text(TunnelMessages.TunnelWaiting, _pods.Explanation));
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FollowStateAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (pod, changed) = _pods.Current;
            Update(pod is null ? _pods.Explanation : null);
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EndWithAsync(Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.Exception?.InnerException is { } error)
            await EndOnceAsync(error).ConfigureAwait(false);
    }

    private void Reached(bool reachable, string? error)
    {
        lock (_lock)
        {
            LastError = error ?? LastError;
            _reachable = reachable;
        }

        Update(error);
    }

    private void Update(string? reason)
    {
        TunnelState previous, next;
        lock (_lock)
        {
            previous = State;
            next = (_stopping, _answered) switch
            {
                (not null, _) => TunnelState.Stopped,
                (_, false) => TunnelState.Connecting,
                _ => _reachable && _pods.Current.Pod is not null ? TunnelState.Connected : TunnelState.Reconnecting,
            };
            if (next == previous)
                return;
            (State, Since) = (next, DateTimeOffset.Now);
        }

        StateChanged?.Invoke(this, new(previous, next, reason));
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
        _client.Dispose();
        _end.Dispose();
        Open.TryRemove(this, out _);
        LastError = error?.Message ?? LastError;
        Update(error?.Message);
        if (error is null)
            _completion.TrySetResult();
        else
            _completion.TrySetException(error);
        // Whoever does not ask is told by State and LastError.
        _ = _completion.Task.Exception;
    }

    private static string Text(string format, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
