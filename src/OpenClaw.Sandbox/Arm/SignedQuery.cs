using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The query of a polling URL: its own api-version, a time stamp and values that look like Azure's signature, and are as long.</summary>
internal static class SignedQuery
{
    public static string Create(string operationId)
    {
        var ticks = DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture);
        var hash = Encode(SHA256.HashData(Encoding.UTF8.GetBytes(operationId + ticks)));
        return $"api-version=2025-03-01&t={ticks}&c=MII{Encode(RandomNumberGenerator.GetBytes(1400))}&s={Encode(RandomNumberGenerator.GetBytes(256))}&h={hash}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
