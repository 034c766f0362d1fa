using System.Globalization;
using System.Text.Json;
using Azure.Core;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>A credential made of one ready access token.</summary>
internal static class FixedToken
{
    /// <summary>Makes the credential.</summary>
    /// <param name="token">The token; when it is a JWT its <c>exp</c> claim says how long it lives.</param>
    /// <exception cref="OpenClawException">The token has expired already.</exception>
    public static TokenCredential Create(string token)
    {
        var expiresOn = ExpiryOf(token) ?? DateTimeOffset.MaxValue.AddDays(-1);
        if (expiresOn <= DateTimeOffset.UtcNow)
        {
            throw new OpenClawException(
                nameof(AzureMessages.AccessTokenExpired), ErrorKind.AuthenticationError,
                string.Format(CultureInfo.CurrentCulture, AzureMessages.AccessTokenExpired, expiresOn));
        }

        return DelegatedTokenCredential.Create((_, _) => new AccessToken(token, expiresOn));
    }

    private static DateTimeOffset? ExpiryOf(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return null;
        var payload = parts[1].Replace('-', '+').Replace('_', '/');
        payload = payload.PadRight((payload.Length + 3) / 4 * 4, '=');
        try
        {
            using var claims = JsonDocument.Parse(Convert.FromBase64String(payload));
            return claims.RootElement.TryGetProperty("exp", out var exp) ? DateTimeOffset.FromUnixTimeSeconds(exp.GetInt64()) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
