using System.Globalization;
using Azure;

namespace OpenClaw.Azure;

/// <summary>Reads how long a response asks to wait.</summary>
internal static class RetryAfter
{
    /// <summary>The wait of <c>retry-after-ms</c>, <c>x-ms-retry-after-ms</c> or <c>Retry-After</c> (seconds or a date), or null.</summary>
    public static TimeSpan? Of(Response response)
    {
        if ((response.Headers.TryGetValue("retry-after-ms", out var value) || response.Headers.TryGetValue("x-ms-retry-after-ms", out value))
            && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        if (!response.Headers.TryGetValue("Retry-After", out value)) return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - DateTimeOffset.UtcNow).Ticks))
            : null;
    }
}
