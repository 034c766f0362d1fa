namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>
/// Whether the server keeps to the windows it is told of. Kubernetes' own does not, so that telling it on and on would be waste; found
/// out once per tunnel, by the first connection that receives more than a window.
/// </summary>
internal sealed class PeerWindows
{
    private volatile bool _heeded;
    private volatile bool _ignored;

    /// <summary>Whether room has to be made for what was read.</summary>
    public bool Heeded => _heeded && !_ignored;

    /// <summary>Notes how much of a window is used up.</summary>
    /// <param name="received">Bytes received since room was last made.</param>
    /// <param name="window">The window.</param>
    public void Observe(int received, int window)
    {
        if (received > window)
            _ignored = true;
        else if (received == window)
            _heeded = true;
    }
}
