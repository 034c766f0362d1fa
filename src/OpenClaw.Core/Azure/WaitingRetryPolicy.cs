using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using OpenClaw.Operations;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>
/// Azure.Core's retries (408, 429, 5xx, broken connections; Retry-After honoured), which here say that they wait, and give up when
/// Azure asks for more than five minutes: by then a person should decide.
/// </summary>
/// <param name="context">Told when a wait is long enough to be noticed.</param>
internal sealed class WaitingRetryPolicy(OperationContext context) : RetryPolicy(maxRetries: 5)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NoticedWait = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        !(message.HasResponse && RetryAfter.Of(message.Response) > LongestWait)
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
}
