using System.Net.WebSockets;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>The sending half of a carrier: whole frames, one after another, whoever they come from.</summary>
/// <param name="carrier">The carrier.</param>
/// <param name="socket">Its WebSocket.</param>
/// <param name="time">The clock.</param>
/// <param name="ended">Cancelled when the carrier is over.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing, and latecomers may still try it.
internal sealed class SpdySender(SpdyCarrier carrier, WebSocket socket, TimeProvider time, CancellationToken ended)
#pragma warning restore CA1001
{
    /// <summary>The most data in one frame.</summary>
    public const int MaxData = 32 * 1024;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    /// <summary>A server that takes nothing for so long holds up whoever shares the carrier.</summary>
    private static readonly TimeSpan SlowAfter = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _sending = new(1, 1);
    private long _sendingSince;

    /// <summary>Where the next frame is written, by whoever has entered.</summary>
    public byte[] Frame { get; } = GC.AllocateUninitializedArray<byte>(SpdyFrameWriter.DataHeaderLength + MaxData);

    /// <summary>Whether the server takes nothing.</summary>
    public bool IsSlow => Volatile.Read(ref _sendingSince) is > 0 and var since && time.GetElapsedTime(since) > SlowAfter;

    /// <summary>Whether an exception means that the WebSocket is broken.</summary>
    /// <param name="e">What was thrown.</param>
    public static bool IsBroken(Exception e) =>
        e is WebSocketException or IOException or InvalidOperationException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Gets the turn to send, or false when the server is slow.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<bool> TryEnterAsync(CancellationToken cancellationToken) => _sending.WaitAsync(SlowAfter, cancellationToken);

    /// <summary>Waits for the turn to send.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OpenClawException">The carrier is over.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (carrier.Failure is { } failure)
            throw failure;
        if (_sending.Wait(0, CancellationToken.None))
            return;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
            await _sending.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw carrier.FailureOr(KubernetesMessages.CarrierClosed);
        }
    }

    /// <summary>Gives the turn back without having sent anything.</summary>
    public void Leave() => _sending.Release();

    /// <summary>
    /// Sends what was written and gives the turn back. Whoever stops waiting for it leaves a whole frame behind: a send that is broken off
    /// would break the WebSocket.
    /// </summary>
    /// <param name="length">How long the frames are.</param>
    /// <exception cref="OpenClawException">The carrier is over.</exception>
    public async ValueTask SendAsync(int length)
    {
        try
        {
            Volatile.Write(ref _sendingSince, time.GetTimestamp());
            await socket.SendAsync(Frame.AsMemory(0, length), WebSocketMessageType.Binary, true, ended).ConfigureAwait(false);
        }
        catch (Exception e) when (IsBroken(e))
        {
            carrier.Fail(e.Message, e);
            throw carrier.FailureOr(e.Message, e);
        }
        finally
        {
            Volatile.Write(ref _sendingSince, 0);
            _sending.Release();
        }
    }

    /// <summary>Sends what nobody waits for; when the carrier is over, whoever is on it knows.</summary>
    /// <param name="write">Writes the frames and returns how long they are.</param>
    public async Task SendQuietlyAsync(Func<byte[], int> write)
    {
        try
        {
            await EnterAsync(CancellationToken.None).ConfigureAwait(false);
            await SendAsync(write(Frame)).ConfigureAwait(false);
        }
        catch (OpenClawException)
        {
            // Whoever is on the carrier knows.
        }
    }

    /// <summary>Says that nothing more comes, as far as the server still listens.</summary>
    public async Task EndAsync()
    {
        using var timeout = new CancellationTokenSource(CloseTimeout);
        try
        {
            if (carrier.Failure is not null || !await _sending.WaitAsync(CloseTimeout).ConfigureAwait(false))
                return;
            await SendAsync(SpdyFrameWriter.Control(Frame, SpdyFrameType.GoAway, 0, 0)).AsTask().WaitAsync(timeout.Token).ConfigureAwait(false);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsBroken(e) || e is OpenClawException)
        {
            // It was to be closed anyway.
        }
    }
}
