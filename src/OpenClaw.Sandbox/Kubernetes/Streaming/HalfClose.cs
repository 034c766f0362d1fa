using System.Net.Sockets;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>Tells the other end that nothing more comes, where the stream can.</summary>
internal static class HalfClose
{
    public static void Send(Stream stream)
    {
        if (stream is NetworkStream network) network.Socket.Shutdown(SocketShutdown.Send);
    }
}
