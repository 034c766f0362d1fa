using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>
/// Opens a tunnel's Url in the browser. The browser's command line, which other users of the machine can read, gets an address that
/// works once and leads on to the Url, which holds the token.
/// </summary>
public static class TunnelBrowser
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Starts the browser.</summary>
    /// <param name="tunnel">The tunnel.</param>
    /// <exception cref="OpenClawException">There is no browser, or it does not start (<c>TunnelBrowserNotStarted</c>).</exception>
    public static void Open(OpenClawTunnel tunnel)
    {
        ArgumentNullException.ThrowIfNull(tunnel);
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var path = "/" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _ = ServeAsync(listener, path, tunnel.Url);
        try
        {
            Process.Start(new ProcessStartInfo($"http://{listener.LocalEndpoint}{path}") { UseShellExecute = true })?.Dispose();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            listener.Dispose();
            throw new OpenClawException(
                nameof(TunnelMessages.TunnelBrowserNotStarted), ErrorKind.ResourceUnavailable,
                string.Format(CultureInfo.CurrentCulture, TunnelMessages.TunnelBrowserNotStarted, e.Message), tunnel.LocalAddress, e);
        }
    }

    private static async Task ServeAsync(TcpListener listener, string path, string url)
    {
        using var life = new CancellationTokenSource(Life);
        using (listener)
        {
            try
            {
                while (!await AnswerAsync(await listener.AcceptTcpClientAsync(life.Token).ConfigureAwait(false), path, url).ConfigureAwait(false))
                {
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Nobody came for it; the user has the address in the tunnel's Url.
            }
        }
    }

    private static async Task<bool> AnswerAsync(TcpClient client, string path, string url)
    {
        using var patience = new CancellationTokenSource(Patience);
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var request = await reader.ReadLineAsync(patience.Token).ConfigureAwait(false);
                var expected = request?.StartsWith($"GET {path} ", StringComparison.Ordinal) == true;
                while (!string.IsNullOrEmpty(await reader.ReadLineAsync(patience.Token).ConfigureAwait(false)))
                {
                }

                var head = expected ? $"302 Found\r\nLocation: {url}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer" : "404 Not Found";
                var response = $"HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(response), patience.Token).ConfigureAwait(false);
                return expected;
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // Another program of this machine that looked in.
                return false;
            }
        }
    }
}
