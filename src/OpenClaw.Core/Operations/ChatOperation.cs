using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Says something to OpenClaw through a tunnel: the only proof that the whole chain works, and one that costs tokens of the model.</summary>
public static class ChatOperation
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Sends one message and returns the answer.</summary>
    /// <param name="localUrl">The tunnel's address, for example <c>http://127.0.0.1:18789/</c>; path and fragment are ignored.</param>
    /// <param name="token">The gateway token.</param>
    /// <param name="prompt">What to say.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OpenClawException">No answer; the message says which link of the chain is broken.</exception>
    public static async Task<string> AskAsync(Uri localUrl, SecureString token, string prompt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(localUrl);
        ArgumentNullException.ThrowIfNull(token);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Limit };
        var answer = await AskAsync(client, localUrl, new NetworkCredential("", token).Password, prompt, cancellationToken).ConfigureAwait(false);
        return answer.Text;
    }

    /// <summary>Sends one message by a client of the caller's, who sets its time limit.</summary>
    /// <param name="client">The way to the gateway.</param>
    /// <param name="address">The gateway's address; path and fragment are ignored.</param>
    /// <param name="token">The gateway token.</param>
    /// <param name="prompt">What to say.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OpenClawException">No answer; the message says which link of the chain is broken.</exception>
    internal static async Task<ChatAnswer> AskAsync(HttpClient client, Uri address, string token, string prompt, CancellationToken cancellationToken)
    {
        var url = new Uri(address, "/v1/chat/completions");
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = JsonContent.Create(new JsonObject
            {
                ["model"] = "openclaw/default",
                ["user"] = "openclaw-powershell",
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw Refused(response.StatusCode, body, url);
            var answer = Parse(body) as JsonObject;
            return answer.Children("choices").FirstOrDefault().Child("message").Text("content") is { } text
                ? new(text, answer.Child("usage").Integer("prompt_tokens"), answer.Child("usage").Integer("completion_tokens"))
                : throw Error(nameof(InstallMessages.ChatUnexpected), ErrorKind.InvalidData, InstallMessages.ChatUnexpected, url);
        }
        catch (HttpRequestException e)
        {
            throw Error(nameof(InstallMessages.ChatUnreachable), ErrorKind.ConnectionError, InstallMessages.ChatUnreachable, url, e.Message);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Error(nameof(InstallMessages.ChatTimeout), ErrorKind.Timeout, InstallMessages.ChatTimeout, url, client.Timeout);
        }
    }

    private static OpenClawException Refused(HttpStatusCode status, string body, Uri url)
    {
        var error = (Parse(body) as JsonObject).Child("error");
        var type = error.Text("type") ?? error.Text("code") ?? "";
        return (int)status switch
        {
            401 when type == "authentication_error" => Error(nameof(InstallMessages.ChatProxyKey), ErrorKind.AuthenticationError, InstallMessages.ChatProxyKey, url),
            401 => Error(nameof(InstallMessages.ChatToken), ErrorKind.AuthenticationError, InstallMessages.ChatToken, url),
            403 => Error(nameof(InstallMessages.ChatForbidden), ErrorKind.PermissionDenied, InstallMessages.ChatForbidden, url),
            404 => Error(nameof(InstallMessages.ChatNotEnabled), ErrorKind.NotSupported, InstallMessages.ChatNotEnabled, url),
            408 or 504 => Error(nameof(InstallMessages.ChatProxyDown), ErrorKind.Timeout, InstallMessages.ChatProxyDown, url),
            429 => Error(nameof(InstallMessages.ChatQuota), ErrorKind.LimitsExceeded, InstallMessages.ChatQuota, url),
            var code => Error(nameof(InstallMessages.ChatFailed), ErrorKind.OperationFailed, InstallMessages.ChatFailed, url, code, type),
        };
    }

    private static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static OpenClawException Error(string id, ErrorKind kind, string message, Uri url, params object[] args) =>
        new(id, kind, MessageText.Format(message, [url.GetLeftPart(UriPartial.Authority), .. args]), url);
}
