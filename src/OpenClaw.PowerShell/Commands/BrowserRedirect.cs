using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.PowerShell.Commands;

/// <summary>
/// Opens an address that holds a secret in the browser. The browser's command line, which other users of the machine can read, gets
/// an address that works once and leads on to the real one.
/// </summary>
internal static class BrowserRedirect
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(1);

    /// <summary>Starts the browser.</summary>
    /// <param name="url">Where it shall go.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no browser, or it does not start.</exception>
    public static void Open(string url)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var path = "/" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _ = ServeAsync(listener, path, url);
        try
        {
            Process.Start(new ProcessStartInfo($"http://{listener.LocalEndpoint}{path}") { UseShellExecute = true })?.Dispose();
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private static async Task ServeAsync(TcpListener listener, string path, string url)
    {
        using var life = new CancellationTokenSource(s_life);
        using (listener)
        {
            try
            {
                while (!await AnswerAsync(listener, path, url, life.Token).ConfigureAwait(false))
                {
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // Nobody came for it; the user has the address in the tunnel's Url.
            }
        }
    }

    private static async Task<bool> AnswerAsync(TcpListener listener, string path, string url, CancellationToken cancellationToken)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var expected = (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false))?.StartsWith($"GET {path} ", StringComparison.Ordinal) == true;
        while (!string.IsNullOrEmpty(await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false)))
        {
        }
        var head = expected ? $"302 Found\r\nLocation: {url}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer" : "404 Not Found";
        var response = $"HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(response), cancellationToken).ConfigureAwait(false);
        return expected;
    }
}
