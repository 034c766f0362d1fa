namespace OpenClaw.Kubernetes;

/// <summary>Forwards over the sub-protocol v4.channel.k8s.io: a WebSocket for each connection, opened when it is needed.</summary>
/// <param name="http">The way to the server.</param>
/// <param name="ns">Namespace.</param>
/// <param name="port">Port in the pods.</param>
internal sealed class ChannelPortForwarder(KubernetesHttp http, string ns, int port) : IPortForwarder
{
    /// <inheritdoc/>
    /// <remarks>Never raised: between connections nothing is open that could be lost.</remarks>
    public event Action<string, OpenClawException>? Lost
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(string pod, CancellationToken cancellationToken) =>
        await (await ConnectAsync(pod, cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<IPortForwardConnection> ConnectAsync(string pod, CancellationToken cancellationToken) =>
        PortForwardConnection.OpenAsync(http, ns, pod, port, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
