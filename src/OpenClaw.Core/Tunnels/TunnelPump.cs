using System.Buffers;
using System.Net.Sockets;
using OpenClaw.Kubernetes;
using OpenClaw.Kubernetes.PortForwarding;

namespace OpenClaw.Tunnels;

/// <summary>Carries the bytes of one connection both ways, no faster than the slower side takes them.</summary>
/// <param name="local">The client's side.</param>
/// <param name="pod">The pod's side.</param>
/// <param name="counters">Counts the bytes.</param>
internal sealed class TunnelPump(Socket local, IPortForwardConnection pod, TunnelCounters counters)
{
    private const int BufferSize = 64 * 1024;

    // A client that closed its side may wait for an answer or be gone. The pod's side is told of the end only when it has had this long
    // without a byte, because containerd closes the connection one second after it was told, whatever the program still has to say.
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    // The same when the pod spoke last: then its answer is most likely complete.
    private static readonly TimeSpan AnsweredPatience = TimeSpan.FromSeconds(2);

    // What the client still sends when the pod has closed is thrown away, lest its unread bytes reset the connection and with it the answer.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private long _active = Environment.TickCount64;
    private volatile bool _halfClosed;
    private volatile bool _awaiting;

    private TimeSpan Patience => _awaiting ? AnswerPatience : AnsweredPatience;

    /// <summary>Runs until both sides are done.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">The pod's side failed.</exception>
    /// <exception cref="SocketException">The client's side failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped, or the client closed its side and got no answer.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = SendAsync(end);
        var down = ReceiveAsync(end);
        try
        {
            if (await Task.WhenAny(up, down).ConfigureAwait(false) == up)
                await up.ConfigureAwait(false);
            await down.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException) when (_halfClosed && !_awaiting && !cancellationToken.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        local.Shutdown(SocketShutdown.Send);
        if (!_halfClosed)
            await DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(CancellationTokenSource end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var turn = default(ThreadTurn);
            while (true)
            {
                var receiving = local.ReceiveAsync(buffer, end.Token);
                if (turn.IsOver(waited: !receiving.IsCompleted))
                    await Task.Yield();
                var count = await receiving.ConfigureAwait(false);
                if (count == 0)
                    break;
                _awaiting = true;
                await pod.WriteAsync(buffer.AsMemory(0, count), end.Token).ConfigureAwait(false);
                counters.AddSent(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Volatile.Write(ref _active, Environment.TickCount64);
        _halfClosed = true;
        if (!_awaiting)
            pod.Yield();
        await QuietAsync(end.Token).ConfigureAwait(false);
        await pod.CompleteWritesAsync(end.Token).ConfigureAwait(false);
        end.CancelAfter(Patience);
    }

    private async Task QuietAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = Patience - TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _active));
            if (left <= TimeSpan.Zero)
                return;
            await Task.Delay(left, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReceiveAsync(CancellationTokenSource end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var turn = default(ThreadTurn);
            while (true)
            {
                var reading = pod.ReadAsync(buffer, end.Token);
                if (turn.IsOver(waited: !reading.IsCompleted))
                    await Task.Yield();
                var count = await reading.ConfigureAwait(false);
                if (count == 0)
                    break;
                _awaiting = false;
                for (var rest = buffer.AsMemory(0, count); !rest.IsEmpty;)
                    rest = rest[await local.SendAsync(rest, end.Token).ConfigureAwait(false)..];
                counters.AddReceived(count);
                if (_halfClosed)
                    Volatile.Write(ref _active, Environment.TickCount64);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(DrainTime);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await local.ReceiveAsync(buffer, enough.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
