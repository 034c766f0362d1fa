using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Azure.Core;
using Azure.Core.Pipeline;
using OpenClaw.Operations;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>
/// Azure.Core's retries (408, 429, 5xx, broken connections; Retry-After honoured), which here say that they wait, give up when Azure
/// asks for more than five minutes (by then a person should decide), and do not repeat what cannot get better: nobody listening, no
/// such host, a certificate that is not trusted.
/// </summary>
/// <param name="context">Told when a wait is long enough to be noticed.</param>
internal sealed class WaitingRetryPolicy(OperationContext context) : RetryPolicy(maxRetries: 4)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NoticedWait = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        !(exception is null && message.HasResponse && RetryAfter.Of(message.Response) > LongestWait)
        && !IsFinal(exception)
        && await base.ShouldRetryAsync(message, exception).ConfigureAwait(false);

    /// <inheritdoc/>

    /// <inheritdoc/>
    protected override ValueTask OnRequestSentAsync(HttpMessage message)
    {
        if (message.HasResponse && message.Response.Status == 429 && RetryAfter.Of(message.Response) is { } wait
            && wait > NoticedWait && wait <= LongestWait)
        {
            context.Verbose(string.Format(CultureInfo.CurrentCulture, AzureMessages.AzureAsksToWait, (int)wait.TotalSeconds));
        }

        return default;
    }

    private static bool IsFinal(Exception? exception) => exception?.GetBaseException()
        is AuthenticationException or SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound };
}
