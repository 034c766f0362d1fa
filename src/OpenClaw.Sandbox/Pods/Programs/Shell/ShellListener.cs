using System.Net;
using System.Net.Sockets;

namespace OpenClaw.Sandbox.Pods.Programs.Shell;

/// <summary>Serves ports of a container on loopback ports of this machine.</summary>
/// <param name="report">Told the container's port and the end point that stands for it.</param>
internal sealed class ShellListener(Action<int, IPEndPoint> report)
{
    /// <summary>Runs a program for each connection, until cancelled.</summary>
    public async Task<int> ServeAsync(int port, Func<Stream, Task> serve, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        report(port, (IPEndPoint)listener.LocalEndpoint);
        while (true)
            _ = ServeAsync(await listener.AcceptTcpClientAsync(cancellationToken), serve);
    }

    private static async Task ServeAsync(TcpClient client, Func<Stream, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(client.GetStream());
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The other end is gone, or the container stops.
            }
        }
    }
}
