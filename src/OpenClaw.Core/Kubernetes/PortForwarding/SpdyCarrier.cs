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
    private const int MaxData = 32 * 1024;
    private const int ReceiveBuffer = 64 * 1024;
    private const uint Cancel = 5;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    /// <summary>A server that takes nothing for so long holds up whoever shares the carrier.</summary>
    private static readonly TimeSpan BlockedAfter = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<uint, SpdyConnection> _streams = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly SpdyFrameReader _reader = new();
    private readonly SpdySendWindow _sessionWindow = new(SpdySendWindow.DefaultSize, binding: false);
    private readonly WebSocket _socket;
    private readonly PortForwardOptions _options;
    private readonly PortForwardErrors _errors;
    private readonly TimeProvider _time;
    private readonly Action<SpdyCarrier> _ended;
    private readonly byte[] _frame = GC.AllocateUninitializedArray<byte>(SpdyFrameWriter.DataHeaderLength + MaxData);
    private Task _receiving = Task.CompletedTask;
    private TaskCompletionSource? _probe;
    private OpenClawException? _failure;
    private int _peerWindow = SpdySendWindow.DefaultSize;
    private bool _peerHasWindows;
    private uint _nextId = 1;
    private uint _nextPing = 1;
    private long _pingedAt;
    private long _heardAt;
    private long _sendingSince;
    private DateTimeOffset _heardWhen;
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
        OpenedAt = Now;
        Heard();
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

    /// <summary>Whether it is over or about to be, so that new connections need another one.</summary>
    public bool IsLeaving => _goneAway || Volatile.Read(ref _over) != 0;

    /// <summary>Whether one connection on it holds up the others at the moment.</summary>
    public bool IsBlocked => _stalledBy is not null || IsSendingSlow;

    /// <summary>Whether it was silent for so long that it may be dead: longer than it is left without a ping while the machine is awake.</summary>
    public bool IsDoubtful => _stalledBy is null && _time.GetUtcNow() - _heardWhen > 2 * _options.PingInterval;

    private bool IsSendingSlow => Volatile.Read(ref _sendingSince) is > 0 and var since && _time.GetElapsedTime(since) > BlockedAfter;

    /// <summary>Starts reading, and tells the server the window.</summary>
    public void Start()
    {
        _receiving = ReceiveAsync();
        _ = SendQuietlyAsync(static (frame, carrier) => SpdyFrameWriter.InitialWindow(frame, carrier.ReceiveWindow));
    }

    /// <summary>Opens a connection, or returns null when this carrier cannot do it.</summary>
    /// <param name="port">Port in the pod.</param>
    /// <param name="errors">Words for what goes wrong with it.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public async Task<SpdyConnection?> ConnectAsync(int port, PortForwardErrors errors, CancellationToken cancellationToken)
    {
        if (IsLeaving || !await _sending.WaitAsync(BlockedAfter, cancellationToken).ConfigureAwait(false))
            return null;
        SpdyConnection connection;
        ValueTask sent;
        try
        {
            connection = new(this, errors, _nextId, new(_peerWindow, _peerHasWindows));
            _streams[connection.ErrorId] = connection;
            _streams[connection.DataId] = connection;
            _nextId += 4;
            sent = SendLockedAsync(SpdyFrameWriter.Open(_frame, connection.ErrorId, port, connection.ErrorId == 1));
        }
        catch
        {
            _sending.Release();
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
    public async Task<bool> ProbeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signal = Interlocked.CompareExchange(ref _probe, signal, null) ?? signal;
        _ = PingAsync();
        await signal.Task.WaitAsync(timeout, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return signal.Task.IsCompleted && !IsLeaving;
    }

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
        var pinged = Volatile.Read(ref _pingedAt);
        if (pinged != 0)
        {
            // A server that waits for the pod to take an upload reads no pings either.
            if (_time.GetElapsedTime(pinged) > _options.PingTimeout && !(IsSendingSlow && othersAlive))
                Fail(KubernetesMessages.CarrierSilent);
        }
        else if (_time.GetElapsedTime(Volatile.Read(ref _heardAt)) >= _options.PingInterval || IsDoubtful)
        {
            _ = PingAsync();
        }
    }

    /// <summary>How long nothing came.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _heardAt));

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
        Interlocked.Exchange(ref _probe, null)?.TrySetResult();
        _ended(this);
    }

    /// <summary>Sends some of the data and returns how much; waits while the server takes none.</summary>
    public async ValueTask<int> SendDataAsync(SpdyConnection connection, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var count = await connection.Window.TakeAsync(Math.Min(data.Length, MaxData), cancellationToken).ConfigureAwait(false);
        var granted = await _sessionWindow.TakeAsync(count, cancellationToken).ConfigureAwait(false);
        connection.Window.Return(count - granted);
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        SpdyFrameWriter.DataHeader(_frame, connection.DataId, granted, fin: false);
        data.Span[..granted].CopyTo(_frame.AsSpan(SpdyFrameWriter.DataHeaderLength));
        var sent = SendLockedAsync(SpdyFrameWriter.DataHeaderLength + granted);
        if (!sent.IsCompletedSuccessfully)
            await sent.AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        return granted;
    }

    /// <summary>Ends the data that is sent on a connection.</summary>
    public async ValueTask SendEndAsync(SpdyConnection connection, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        SpdyFrameWriter.DataHeader(_frame, connection.DataId, 0, fin: true);
        await SendLockedAsync(SpdyFrameWriter.DataHeaderLength).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells the server that a connection takes more.</summary>
    public void MakeRoom(SpdyConnection connection, int bytes) =>
        _ = SendQuietlyAsync((frame, _) => SpdyFrameWriter.Control(frame, SpdyFrameType.WindowUpdate, connection.DataId, (uint)bytes));

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
        using var timeout = new CancellationTokenSource(CloseTimeout);
        try
        {
            if (Volatile.Read(ref _over) == 0 && await _sending.WaitAsync(CloseTimeout).ConfigureAwait(false))
            {
                await SendLockedAsync(SpdyFrameWriter.Control(_frame, SpdyFrameType.GoAway, 0, 0)).AsTask().WaitAsync(timeout.Token).ConfigureAwait(false);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsBroken(e) || e is OpenClawException)
        {
            // It was to be closed anyway.
        }

        Fail(KubernetesMessages.CarrierClosed);
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static bool IsBroken(Exception e) =>
        e is WebSocketException or IOException or InvalidOperationException or OperationCanceledException or ObjectDisposedException;

    private void Forget(SpdyConnection connection, bool reset, bool end)
    {
        var known = _streams.TryRemove(connection.DataId, out _) | _streams.TryRemove(connection.ErrorId, out _);
        if (!known || !(reset || end))
            return;
        _ = SendQuietlyAsync((frame, _) =>
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
                Heard();
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
        catch (Exception e) when (IsBroken(e))
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
                    _ = SendQuietlyAsync((frame, _) => SpdyFrameWriter.Control(frame, SpdyFrameType.Ping, found.Id));
                    break;
                case SpdyEventKind.GoAway:
                    Leave();
                    break;
                case SpdyEventKind.Opened:
                    _ = SendQuietlyAsync((frame, _) => SpdyFrameWriter.Control(frame, SpdyFrameType.RstStream, found.Id, Cancel));
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
            Heard();
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

    private void Heard()
    {
        Volatile.Write(ref _heardAt, Now);
        Volatile.Write(ref _pingedAt, 0);
        _heardWhen = _time.GetUtcNow();
        if (Volatile.Read(ref _probe) is not null)
            Interlocked.Exchange(ref _probe, null)?.TrySetResult();
    }

    private Task PingAsync()
    {
        Interlocked.CompareExchange(ref _pingedAt, Now, 0);
        return SendQuietlyAsync(static (frame, carrier) =>
        {
            var id = carrier._nextPing;
            carrier._nextPing = (id + 2) & 0x7FFFFFFF;
            return SpdyFrameWriter.Control(frame, SpdyFrameType.Ping, id);
        });
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (_failure is { } failure)
            throw failure;
        if (_sending.Wait(0, CancellationToken.None))
            return;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
            await _sending.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw _failure ?? _errors.Broken(KubernetesMessages.CarrierClosed);
        }
    }

    // Whoever stops waiting leaves a whole frame behind: a send that is broken off would break the WebSocket.
    private async ValueTask SendLockedAsync(int length)
    {
        try
        {
            Volatile.Write(ref _sendingSince, Now);
            await _socket.SendAsync(_frame.AsMemory(0, length), WebSocketMessageType.Binary, true, _end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsBroken(e))
        {
            Fail(e.Message, e);
            throw _failure ?? _errors.Broken(e.Message, e);
        }
        finally
        {
            Volatile.Write(ref _sendingSince, 0);
            _sending.Release();
        }
    }

    private async Task SendQuietlyAsync(Func<byte[], SpdyCarrier, int> write)
    {
        try
        {
            await EnterAsync(CancellationToken.None).ConfigureAwait(false);
            await SendLockedAsync(write(_frame, this)).ConfigureAwait(false);
        }
        catch (OpenClawException)
        {
            // Whoever is on the carrier knows.
        }
    }
}
