using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>Connects to ports of one pod, and words failures the way the kubelet does.</summary>
internal sealed class PodConnector(IPodRuntime runtime, JsonObject pod)
{
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
            return (null, string.Create(
                CultureInfo.InvariantCulture,
                $"error forwarding port {port} to pod {pod.Name()}_{pod.Namespace()}, uid {pod.Uid()}: failed to connect to localhost:{port} inside namespace: dial tcp4 127.0.0.1:{port}: connect: {why}"));
        }
        catch (Exception error) when (error is StatusException or IOException)
        {
            return (null, string.Create(
                CultureInfo.InvariantCulture, $"error forwarding port {port} to pod {pod.Name()}_{pod.Namespace()}, uid {pod.Uid()}: {error.Message}"));
        }
    }
}
