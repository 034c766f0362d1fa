namespace OpenClaw.Kubernetes;

/// <summary>
/// The way to one port of a namespace's pods through the API server. Made once per tunnel: it keeps what connections share (open
/// carriers to the server, what the server speaks), so that a new connection costs little.
/// </summary>
internal interface IPortForwarder : IAsyncDisposable
{
    /// <summary>
    /// Raised when the way to a pod is lost while it is expected to be there, with traffic or without: the server closed it or answers
    /// no pings, and could not be reached again at once. The first argument is the pod, the second says why. Raised once per loss, from
    /// any thread; the handler returns at once and throws nothing. After it, <see cref="PrepareAsync"/> is to be called until it
    /// succeeds: nothing is tried again without being asked.
    /// </summary>
    event Action<string, OpenClawException>? Lost;

    /// <summary>
    /// Makes sure that the way to a pod is open and alive, before a connection needs it and without making one. From then on
    /// <see cref="Lost"/> tells of this pod; ways to other pods stay only for the connections that are still on them.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="OpenClawException">The server refuses or cannot be reached.</exception>
    Task PrepareAsync(string pod, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a connection to the port in a pod. It does not wait for the pod's answer: that nothing listens there comes out of the
    /// connection's first read or write.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="cancellationToken">Stops the opening; without effect on the opened connection.</param>
    /// <exception cref="OpenClawException">The server refuses or cannot be reached.</exception>
    Task<IPortForwardConnection> ConnectAsync(string pod, CancellationToken cancellationToken);
}
