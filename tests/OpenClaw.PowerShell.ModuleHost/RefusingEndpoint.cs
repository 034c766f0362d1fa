using System.Net;
using System.Net.Sockets;

namespace OpenClaw.PowerShell.ModuleHost;

/// <summary>A loopback HTTP endpoint that refuses every request at once, so that a sign-in fails without a network and without retries.</summary>
internal sealed class RefusingEndpoint : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RefusingEndpoint()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}/";

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[4096], 1);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        }
    }
}
