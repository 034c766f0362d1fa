namespace OpenClaw.Kubernetes;

/// <summary>One TCP connection to a port of a pod, carried by the API server.</summary>
internal interface IPortForwardConnection : IAsyncDisposable
{
    /// <summary>Reads data from the pod into the buffer; 0 means the pod closed its side.</summary>
    /// <param name="buffer">Where to put it.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="OpenClawException">The pod refused or reset the connection, or the API server broke off; the message says which.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends data to the pod; waits while the other side takes no more.</summary>
    /// <param name="data">What to send.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="OpenClawException">The pod refused or reset the connection, or the API server broke off; the message says which.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>
    /// Tells the pod that no more data comes, where the protocol can say so (v4.channel.k8s.io cannot: there it does nothing).
    /// </summary>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask CompleteWritesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The client is most likely gone: the connection stays open for what may still come, but no longer keeps others off the way it uses.
    /// </summary>
    void Yield()
    {
    }
}
