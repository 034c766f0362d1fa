namespace OpenClaw.Sandbox.Kubernetes.Spdy;

/// <summary>
/// How much may be sent before the client makes room. Kubernetes' own SPDY (moby/spdystream, in kubectl and in every server) sends no
/// WINDOW_UPDATE and ignores those it gets, so a window binds only once the client has shown that it keeps one.
/// </summary>
internal sealed class SpdySendWindow(bool isBinding, int initialSize)
{
    /// <summary>Bytes a window starts with when SETTINGS says nothing else.</summary>
    public const int DefaultSize = 64 * 1024;

    private readonly object _lock = new();
    private long _left = initialSize;
    private bool _isBinding = isBinding;
    private TaskCompletionSource? _room;

    /// <summary>Takes room for some of the bytes, at least one, and waits while there is none.</summary>
    /// <returns>How many may be sent now.</returns>
    public async ValueTask<int> TakeAsync(int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                var granted = _isBinding ? (int)Math.Clamp(_left, 0, wanted) : wanted;
                if (granted > 0 || wanted == 0)
                {
                    _left -= granted;
                    return granted;
                }

                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives room back that was taken and not used.</summary>
    public void Return(int bytes) => Change(bytes, binds: false);

    /// <summary>The client makes room, or its SETTINGS change the size; either shows that it keeps a window.</summary>
    public void Update(long bytes) => Change(bytes, binds: true);

    private void Change(long bytes, bool binds)
    {
        lock (_lock)
        {
            _left += bytes;
            _isBinding |= binds;
            _room?.TrySetResult();
            _room = null;
        }
    }
}
