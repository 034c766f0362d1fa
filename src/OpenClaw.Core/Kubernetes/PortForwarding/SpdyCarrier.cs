using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>
/// One WebSocket to a pod with SPDY/3.1 in it (<c>SPDY/3.1+portforward.k8s.io</c>, since Kubernetes 1.30), which carries any number of
/// connections. Reading stops while a connection on it has more unread bytes than it may, for SPDY as Kubernetes speaks it has no
/// other way to slow the server down: whoever shares it waits too.
/// </summary>
internal sealed class SpdyCarrier : IAsyncDisposable
{
    private const int ReceiveBuffer = 64 * 1024;
    private const uint Cancel = 5;

    private readonly ConcurrentDictionary<uint, SpdyConnection> _streams = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SpdyFrameReader _reader = new();
    private readonly SpdySendWindow _sessionWindow = new(SpdySendWindow.DefaultSize, binding: false);
    private readonly WebSocket _socket;
    private readonly PortForwardOptions _options;
    private readonly PortForwardErrors _errors;
    private readonly TimeProvider _time;
    private readonly Action<SpdyCarrier> _ended;
    private readonly SpdySender _sender;
    private readonly CarrierPulse _pulse;
    private Task _receiving = Task.CompletedTask;
    private OpenClawException? _failure;
    private int _peerWindow = SpdySendWindow.DefaultSize;
    private bool _peerHasWindows;
    private uint _nextId = 1;
    private uint _nextPing = 1;
    private volatile SpdyConnection? _stalledBy;
    private volatile bool _goneAway;
    private int _over;

    /// <summary>Makes a carrier of an opened WebSocket and starts reading.</summary>
    /// <param name="stream">The upgraded connection.</param>
    /// <param name="pod">The pod it leads to.</param>
    /// <param name="windows">What is known of the server's windows.</param>
    /// <param name="errors">Words for what goes wrong.</param>
    /// <param name="options">Times and bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ended">Told when it can carry no more, once, from any thread.</param>
    public SpdyCarrier(
        Stream stream, string pod, PeerWindows windows, PortForwardErrors errors, PortForwardOptions options, TimeProvider time,
        Action<SpdyCarrier> ended)
    {
        (Pod, Windows, _errors, _options, _time, _ended) = (pod, windows, errors, options, time, ended);
        _socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _sender = new(this, _socket, time, _end.Token);
        _pulse = new(options, time);
        OpenedAt = Now;
    }

    /// <summary>The pod it leads to.</summary>
    public string Pod { get; }

    /// <summary>What is known of the server's windows.</summary>
    public PeerWindows Windows { get; }

    /// <summary>How much is kept for a connection, and told to the server as its window.</summary>
    public int ReceiveWindow => _options.ReceiveWindow;

    /// <summary>The time now, as a timestamp.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>When it was opened.</summary>
    public long OpenedAt { get; }

    /// <summary>When a connection last came or went; guarded by the owner's lock.</summary>
    public long UsedAt { get; set; }

    /// <summary>Connections that it was chosen for and that are in use; guarded by the owner's lock.</summary>
    public int Load { get; set; }

    /// <summary>Why it ended, or null.</summary>
    public OpenClawException? Failure => _failure;

    /// <summary>Why it ended, or an error of its own when it did not yet.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="exception">What was thrown, or null.</param>
    public OpenClawException FailureOr(string reason, Exception? exception = null) => _failure ?? _errors.Broken(reason, exception);

    /// <summary>Whether it is over or about to be, so that new connections need another one.</summary>
    public bool IsLeaving => _goneAway || Volatile.Read(ref _over) != 0;

    /// <summary>Whether one connection on it holds up the others at the moment.</summary>
    public bool IsBlocked => _stalledBy is not null || _sender.IsSlow;

    /// <summary>Whether it was silent for so long that it may be dead: longer than it is left without a ping while the machine is awake.</summary>
    public bool IsDoubtful => _stalledBy is null && _pulse.IsDoubtful;

    /// <summary>Starts reading, and tells the server the window.</summary>
    public void Start()
    {
        _receiving = ReceiveAsync();
        _ = _sender.SendQuietlyAsync(frame => SpdyFrameWriter.InitialWindow(frame, ReceiveWindow));
    }

    /// <summary>Opens a connection, or returns null when this carrier cannot do it.</summary>
    /// <param name="port">Port in the pod.</param>
    /// <param name="errors">Words for what goes wrong with it.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public async Task<SpdyConnection?> ConnectAsync(int port, PortForwardErrors errors, CancellationToken cancellationToken)
    {
        if (IsLeaving || !await _sender.TryEnterAsync(cancellationToken).ConfigureAwait(false))
            return null;
        SpdyConnection connection;
        ValueTask sent;
        try
        {
            connection = new(this, errors, _nextId, new(_peerWindow, _peerHasWindows));
            _streams[connection.ErrorId] = connection;
            _streams[connection.DataId] = connection;
            _nextId += 4;
            sent = _sender.SendAsync(SpdyFrameWriter.Open(_sender.Frame, connection.ErrorId, port, connection.ErrorId == 1));
        }
        catch
        {
            _sender.Leave();
            throw;
        }

        try
        {
            await sent.AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Forget(connection, reset: true, end: false);
            throw;
        }
        catch (OpenClawException)
        {
            return null;
        }

        if (!IsLeaving)
            return connection;
        Forget(connection, reset: true, end: false);
        return null;
    }

    /// <summary>Asks for a sign of life.</summary>
    /// <param name="timeout">How long to wait for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        await _pulse.ProbeAsync(Ping, timeout, cancellationToken).ConfigureAwait(false) && !IsLeaving;

    /// <summary>Looks after it: pings when it is silent, gives it up when it stays so.</summary>
    /// <param name="othersAlive">Whether a carrier that was open before this one fell silent still answers.</param>
    public void Check(bool othersAlive)
    {
        foreach (var (id, connection) in _streams)
        {
            if (id == connection.DataId && connection.EndingSince is { } since && _time.GetElapsedTime(since) > _options.RestoreTime)
                connection.StopWaitingForWords();
        }

        // What does not come because it is not taken says nothing.
        if (_stalledBy is not null)
            return;
        // A server that waits for the pod to take an upload reads no pings either.
        if (_pulse.IsOverdue && !(_sender.IsSlow && othersAlive))
            Fail(KubernetesMessages.CarrierSilent);
        else if (_pulse.IsToBeAsked)
            Ping();
    }

    /// <summary>How long nothing came.</summary>
    public TimeSpan Silence => _pulse.Silence;

    /// <summary>Gives it up: whoever is on it gets the error.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="exception">What was thrown, or null.</param>
    public void Fail(string reason, Exception? exception = null)
    {
        if (Interlocked.Exchange(ref _over, 1) != 0)
            return;
        _failure = _errors.Broken(reason, exception);
        _end.Cancel();
        _socket.Dispose();
        foreach (var connection in _streams.Values)
            connection.Fail(_errors.Broken(reason, exception));
        _streams.Clear();
        _pulse.StopWaiting();
        _ended(this);
    }

    /// <summary>Sends some of the data and returns how much; waits while the server takes none.</summary>
    public async ValueTask<int> SendDataAsync(SpdyConnection connection, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var count = await connection.Window.TakeAsync(Math.Min(data.Length, SpdySender.MaxData), cancellationToken).ConfigureAwait(false);
        var granted = await _sessionWindow.TakeAsync(count, cancellationToken).ConfigureAwait(false);
        connection.Window.Return(count - granted);
        await _sender.EnterAsync(cancellationToken).ConfigureAwait(false);
        SpdyFrameWriter.DataHeader(_sender.Frame, connection.DataId, granted, fin: false);
        data.Span[..granted].CopyTo(_sender.Frame.AsSpan(SpdyFrameWriter.DataHeaderLength));
        var sent = _sender.SendAsync(SpdyFrameWriter.DataHeaderLength + granted);
        if (!sent.IsCompletedSuccessfully)
            await sent.AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        return granted;
    }

    /// <summary>Ends the data that is sent on a connection.</summary>
    public async ValueTask SendEndAsync(SpdyConnection connection, CancellationToken cancellationToken)
    {
        await _sender.EnterAsync(cancellationToken).ConfigureAwait(false);
        SpdyFrameWriter.DataHeader(_sender.Frame, connection.DataId, 0, fin: true);
        await _sender.SendAsync(SpdyFrameWriter.DataHeaderLength).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells the server that a connection takes more.</summary>
    public void MakeRoom(SpdyConnection connection, int bytes) =>
        _ = _sender.SendQuietlyAsync(frame => SpdyFrameWriter.Control(frame, SpdyFrameType.WindowUpdate, connection.DataId, (uint)bytes));

    /// <summary>A connection is over here.</summary>
    /// <param name="connection">Which.</param>
    /// <param name="reset">Whether the server has to be told to stop.</param>
    /// <param name="end">Whether the server has to be told that nothing more comes.</param>
    public void Release(SpdyConnection connection, bool reset, bool end)
    {
        Forget(connection, reset, end);
        CloseWhenEmpty();
    }

    /// <summary>Told when a connection is over or as good as over, once each; set by the owner before the first one.</summary>
    public Action<SpdyCarrier>? Released { get; set; }

    /// <summary>Takes no more connections, and closes when the last one is over.</summary>
    public void Leave()
    {
        _goneAway = true;
        CloseWhenEmpty();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _goneAway = true;
        await _sender.EndAsync().ConfigureAwait(false);
        Fail(KubernetesMessages.CarrierClosed);
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Forget(SpdyConnection connection, bool reset, bool end)
    {
        var known = _streams.TryRemove(connection.DataId, out _) | _streams.TryRemove(connection.ErrorId, out _);
        if (!known || !(reset || end))
            return;
        _ = _sender.SendQuietlyAsync(frame =>
        {
            if (!reset)
            {
                SpdyFrameWriter.DataHeader(frame, connection.DataId, 0, fin: true);
                return SpdyFrameWriter.DataHeaderLength;
            }

            var length = SpdyFrameWriter.Control(frame, SpdyFrameType.RstStream, connection.DataId, Cancel);
            return length + SpdyFrameWriter.Control(frame.AsSpan(length), SpdyFrameType.RstStream, connection.ErrorId, Cancel);
        });
    }

    private void CloseWhenEmpty()
    {
        if (_goneAway && _streams.IsEmpty && Volatile.Read(ref _over) == 0)
            _ = DisposeAsync().AsTask();
    }

    private async Task ReceiveAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBuffer);
        var turn = default(ThreadTurn);
        try
        {
            while (true)
            {
                var receiving = _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                if (turn.IsOver(waited: !receiving.IsCompleted))
                    await Task.Yield();
                var result = await receiving.ConfigureAwait(false);
                _pulse.Heard();
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    Fail(KubernetesMessages.CarrierClosed);
                    return;
                }

                if (result.MessageType == WebSocketMessageType.Text || !await TakeAsync(buffer.AsMemory(0, result.Count)).ConfigureAwait(false))
                {
                    Fail(KubernetesMessages.CarrierGarbled);
                    return;
                }
            }
        }
        catch (Exception e) when (SpdySender.IsBroken(e))
        {
            Fail(e is WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely } ? KubernetesMessages.CarrierClosed : e.Message, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // False when it makes no sense.
    private async ValueTask<bool> TakeAsync(Memory<byte> input)
    {
        while (true)
        {
            var found = _reader.Next(input.Span, out var consumed);
            switch (found.Kind)
            {
                case SpdyEventKind.None:
                    return true;
                case SpdyEventKind.Malformed:
                    return false;
                case SpdyEventKind.Data:
                    if (_streams.TryGetValue(found.Id, out var connection))
                    {
                        connection.Receive(found.Id, input.Span.Slice(consumed - found.Length, found.Length), found.Fin);
                        var limit = _streams.Count > 2 ? _options.SharedReceiveLimit : _options.ReceiveWindow;
                        if (connection.Received.Count > limit)
                            await WaitForReaderAsync(connection, limit).ConfigureAwait(false);
                    }

                    break;
                case SpdyEventKind.Reset:
                    if (_streams.TryGetValue(found.Id, out var reset))
                        reset.Reset(found.Id);
                    break;
                case SpdyEventKind.Ping when found.Id % 2 == 0:
                    _ = _sender.SendQuietlyAsync(frame => SpdyFrameWriter.Control(frame, SpdyFrameType.Ping, found.Id));
                    break;
                case SpdyEventKind.GoAway:
                    Leave();
                    break;
                case SpdyEventKind.Opened:
                    _ = _sender.SendQuietlyAsync(frame => SpdyFrameWriter.Control(frame, SpdyFrameType.RstStream, found.Id, Cancel));
                    break;
                case SpdyEventKind.InitialWindow or SpdyEventKind.WindowUpdate:
                    UpdateWindow(found);
                    break;
            }

            input = input[consumed..];
        }
    }

    private async ValueTask WaitForReaderAsync(SpdyConnection connection, int limit)
    {
        _stalledBy = connection;
        try
        {
            await connection.Received.DrainedAsync(limit / 2).WaitAsync(_end.Token).ConfigureAwait(false);
        }
        finally
        {
            _stalledBy = null;
            _pulse.Heard();
        }
    }

    private void UpdateWindow(SpdyEvent update)
    {
        if (update.Kind == SpdyEventKind.InitialWindow)
        {
            foreach (var (id, connection) in _streams)
            {
                if (id == connection.DataId)
                    connection.Window.Update((long)update.Value - _peerWindow);
            }

            (_peerWindow, _peerHasWindows) = ((int)Math.Min(update.Value, int.MaxValue), true);
        }
        else if (update.Id == 0)
        {
            _sessionWindow.Update(update.Value);
        }
        else
        {
            _peerHasWindows = true;
            if (_streams.TryGetValue(update.Id, out var connection))
                connection.Window.Update(update.Value);
        }
    }

    private void Ping()
    {
        _pulse.Asked();
        _ = _sender.SendQuietlyAsync(frame =>
        {
            var id = _nextPing;
            _nextPing = (id + 2) & 0x7FFFFFFF;
            return SpdyFrameWriter.Control(frame, SpdyFrameType.Ping, id);
        });
    }
}
