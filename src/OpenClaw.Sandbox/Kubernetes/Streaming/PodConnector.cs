using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>Connects to ports of one pod, and words failures the way the kubelet does.</summary>
internal sealed class PodConnector(IPodRuntime runtime, JsonObject pod)
{
    /// <summary>Reads from a pod: 0 at the end, -1 when the pod broke off.</summary>
    public static async ValueTask<int> ReadAsync(Stream pod, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await pod.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            return -1;
        }
    }

    /// <summary>What is said of a connection that the pod broke off.</summary>
    /// <param name="port">Port in the pod.</param>
    public string BrokenOff(int port) => Failed(port, $"read tcp4 127.0.0.1:{port}: read: connection reset by peer");

    /// <summary>The connection, or null and why there is none.</summary>
    public async Task<(Stream? Stream, string? Error)> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            return (await runtime.ConnectAsync(pod.Namespace()!, pod.Name(), port, cancellationToken), null);
        }
        catch (SocketException error)
        {
            var why = error.SocketErrorCode == SocketError.ConnectionRefused ? "connection refused" : error.Message;
            return (null, Failed(port, $"failed to connect to localhost:{port} inside namespace: dial tcp4 127.0.0.1:{port}: connect: {why}"));
        }
        catch (Exception error) when (error is StatusException or IOException)
        {
            return (null, Failed(port, error.Message));
        }
    }

    private string Failed(int port, string why) => string.Create(
        CultureInfo.InvariantCulture, $"error forwarding port {port} to pod {pod.Name()}_{pod.Namespace()}, uid {pod.Uid()}: {why}");
}
