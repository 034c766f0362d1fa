using System.Net;
using System.Net.Http.Headers;

namespace OpenClaw.Kubernetes;

/// <summary>Which failures are tried again, how often and after how long.</summary>
internal static class RetryPolicy
{
    /// <summary>How often a request is sent at most.</summary>
    public const int MaxAttempts = 5;

    /// <summary>After this long no further attempt is made.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(45);

    /// <summary>The longest wait that a server may ask for; asked for more, the request fails.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(60);

    /// <summary>Whether an answer with this code may be followed by another attempt.</summary>
    /// <param name="code">The answer's code.</param>
    /// <param name="repeatable">Whether the request may be carried out twice.</param>
    public static bool IsTransient(HttpStatusCode code, bool repeatable) => code switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout => repeatable,
        _ => false,
    };

    /// <summary>Whether a request that ended so may be sent again.</summary>
    /// <param name="exception">How it ended.</param>
    /// <param name="repeatable">Whether the request may be carried out twice.</param>
    public static bool IsTransient(Exception exception, bool repeatable) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } => true,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            !IsTlsRefusal(exception),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError or HttpRequestError.UserAuthenticationError } => false,
        _ => repeatable,
    };

    /// <summary>How long to wait before the next attempt, where the server does not say.</summary>
    /// <param name="attempt">1 after the first attempt.</param>
    /// <param name="longest">No longer than this.</param>
    public static TimeSpan Backoff(int attempt, TimeSpan longest)
    {
        var whole = Math.Min(longest.TotalMilliseconds, 250 * Math.Pow(2, Math.Min(attempt - 1, 20)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    /// <summary>How long the server asks to wait, or null.</summary>
    /// <param name="header">Its Retry-After header.</param>
    /// <param name="now">The time now.</param>
    public static TimeSpan? Wait(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wait = header?.Delta ?? header?.Date - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    // A certificate does not get better by asking again; a handshake that the other side broke off may.
    private static bool IsTlsRefusal(Exception exception) => exception.GetBaseException() is not (IOException or System.Net.Sockets.SocketException);
}
