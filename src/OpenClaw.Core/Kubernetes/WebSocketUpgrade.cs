using System.Net;
using System.Security.Cryptography;

namespace OpenClaw.Kubernetes;

/// <summary>
/// Turns a request into the opening of a WebSocket. Done here rather than by ClientWebSocket because a refusal's Status would be
/// lost there, and with it the reason.
/// </summary>
internal static class WebSocketUpgrade
{
    /// <summary>Adds what RFC 6455, section 4.1 asks for.</summary>
    /// <param name="message">The request.</param>
    /// <param name="protocol">The sub-protocol, or several separated by commas, the best one first.</param>
    public static void AddHeaders(HttpRequestMessage message, string protocol)
    {
        (message.Version, message.VersionPolicy) = (HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact);
        message.Headers.Connection.Add("Upgrade");
        message.Headers.Upgrade.Add(new("websocket"));
        message.Headers.Add("Sec-WebSocket-Version", "13");
        message.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));
        message.Headers.Add("Sec-WebSocket-Protocol", protocol);
    }

    /// <summary>The sub-protocol that the server changed to, or null.</summary>
    /// <param name="response">Its answer.</param>
    public static string? Chosen(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.SwitchingProtocols && response.Headers.TryGetValues("Sec-WebSocket-Protocol", out var chosen)
            ? chosen.FirstOrDefault() : null;

    /// <summary>Whether the server changed to the sub-protocol.</summary>
    /// <param name="response">Its answer.</param>
    /// <param name="protocol">The sub-protocol asked for.</param>
    public static bool Accepted(HttpResponseMessage response, string protocol) =>
        response.StatusCode == HttpStatusCode.SwitchingProtocols
        && response.Headers.TryGetValues("Sec-WebSocket-Protocol", out var chosen) && chosen.Contains(protocol, StringComparer.Ordinal);
}
