using System.Globalization;
using System.Net;
using OpenClaw.Resources;

namespace OpenClaw.Tunnels;

/// <summary>Asks OpenClaw through the tunnel whether it is there.</summary>
internal static class TunnelProbe
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Asks until /healthz answers 200.</summary>
    /// <param name="address">The tunnel's address.</param>
    /// <param name="failed">Told what is wrong with an answer, or that there was none.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public static async Task RunAsync(Uri address, Action<string> failed, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero })
        {
            Timeout = AnswerTimeout,
        };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address, "healthz"), cancellationToken).ConfigureAwait(false);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
                failed(string.Format(CultureInfo.CurrentCulture, TunnelMessages.TunnelUnhealthy, (int)answer.StatusCode));
            }
            catch (HttpRequestException)
            {
                // The tunnel has reset the connection and knows better why.
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                failed(string.Format(CultureInfo.CurrentCulture, TunnelMessages.TunnelSilent, AnswerTimeout.TotalSeconds));
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
