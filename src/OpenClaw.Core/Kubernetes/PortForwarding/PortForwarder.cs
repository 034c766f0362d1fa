namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>Forwards over what the server speaks: SPDY, else v4 of the channel protocol; found out once.</summary>
internal sealed class PortForwarder : IPortForwarder
{
    private readonly SemaphoreSlim _choosing = new(1, 1);
    private readonly SpdyPortForwarder _spdy;
    private readonly ChannelPortForwarder _channels;
    private volatile IPortForwarder? _chosen;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="http">The way to the server.</param>
    /// <param name="ns">Namespace.</param>
    /// <param name="port">Port in the pods.</param>
    /// <param name="options">Times and bounds.</param>
    /// <param name="time">The clock.</param>
    public PortForwarder(KubernetesHttp http, string ns, int port, PortForwardOptions options, TimeProvider time)
    {
        _spdy = new(http, ns, port, options, time);
        _channels = new(http, ns, port, options, time);
    }

    /// <inheritdoc/>
    public event Action<string, OpenClawException>? Lost
    {
        add => _spdy.Lost += value;
        remove => _spdy.Lost -= value;
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(string pod, CancellationToken cancellationToken)
    {
        var chosen = _chosen ?? await ChooseAsync(pod, cancellationToken).ConfigureAwait(false);
        await chosen.PrepareAsync(pod, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IPortForwardConnection> ConnectAsync(string pod, CancellationToken cancellationToken)
    {
        var chosen = _chosen ?? await ChooseAsync(pod, cancellationToken).ConfigureAwait(false);
        return await chosen.ConnectAsync(pod, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _spdy.DisposeAsync().ConfigureAwait(false);
        await _channels.DisposeAsync().ConfigureAwait(false);
        _choosing.Dispose();
    }

    private async Task<IPortForwarder> ChooseAsync(string pod, CancellationToken cancellationToken)
    {
        await _choosing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_chosen is { } chosen)
                return chosen;
            if (await _spdy.TryStartAsync(pod, cancellationToken).ConfigureAwait(false))
                return _chosen = _spdy;
            // What refuses both protocols has another reason, and may take the first one later.
            await _channels.PrepareAsync(pod, cancellationToken).ConfigureAwait(false);
            await _spdy.DisposeAsync().ConfigureAwait(false);
            return _chosen = _channels;
        }
        finally
        {
            _choosing.Release();
        }
    }
}
