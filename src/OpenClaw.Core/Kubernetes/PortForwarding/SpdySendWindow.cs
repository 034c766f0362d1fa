namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>
/// How much may be sent before the server makes room. Kubernetes' own SPDY (moby/spdystream) sends no WINDOW_UPDATE and takes whatever
/// comes, so a window binds only once the server has shown that it keeps one.
/// </summary>
internal sealed class SpdySendWindow
{
    /// <summary>Bytes a window starts with when the server's SETTINGS say nothing else (SPDY/3.1, section 2.6.8).</summary>
    public const int DefaultSize = 64 * 1024;

    private readonly object _lock = new();
    private long _left;
    private bool _binding;
    private TaskCompletionSource? _room;

    /// <summary>Makes a window.</summary>
    /// <param name="size">Bytes it starts with.</param>
    /// <param name="binding">Whether the server is known to keep windows.</param>
    public SpdySendWindow(int size, bool binding) => (_left, _binding) = (size, binding);

    /// <summary>Takes room for some of the bytes, at least one, and waits while there is none.</summary>
    /// <param name="wanted">How many are to be sent.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many may be sent now.</returns>
    public async ValueTask<int> TakeAsync(int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                var granted = _binding ? (int)Math.Clamp(_left, 0, wanted) : wanted;
                if (granted > 0)
                {
                    _left -= granted;
                    return granted;
                }

                room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives back room that was taken and not used.</summary>
    /// <param name="bytes">How much.</param>
    public void Return(int bytes)
    {
        if (bytes > 0)
            Change(bytes, binds: false);
    }

    /// <summary>The server makes room, or less of it.</summary>
    /// <param name="bytes">How much more there is.</param>
    public void Update(long bytes) => Change(bytes, binds: true);

    private void Change(long bytes, bool binds)
    {
        lock (_lock)
        {
            _left += bytes;
            _binding |= binds;
            _room?.TrySetResult();
            _room = null;
        }
    }
}
