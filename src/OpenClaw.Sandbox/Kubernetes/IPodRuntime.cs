namespace OpenClaw.Sandbox.Kubernetes;

/// <summary>What the API server asks of the kubelet: logs, exec and port-forward of a pod that is in the store.</summary>
internal interface IPodRuntime
{
    /// <summary>
    /// Log lines, oldest first, without line ends; goes on while the container runs when following.
    /// Throws <see cref="StatusException"/> 400 BadRequest when the container has not started or has no previous run.
    /// </summary>
    IAsyncEnumerable<LogLine> ReadLogAsync(string ns, string pod, string container, bool previous, bool follow, CancellationToken cancellationToken);

    /// <summary>Connects to a port of the pod. Throws <see cref="System.Net.Sockets.SocketException"/> (ConnectionRefused) when nothing listens.</summary>
    Task<Stream> ConnectAsync(string ns, string pod, int port, CancellationToken cancellationToken);

    /// <summary>Runs a command in a container; the exit code is the command's.</summary>
    Task<int> ExecAsync(
        string ns, string pod, string container, IReadOnlyList<string> command, Stream? stdin, Stream? stdout, Stream? stderr,
        CancellationToken cancellationToken);
}

/// <summary>A line of a container's log and when it was written.</summary>
internal sealed record LogLine(DateTimeOffset Time, string Text);
