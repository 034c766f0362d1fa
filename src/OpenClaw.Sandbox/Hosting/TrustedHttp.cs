using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>HTTP clients that trust one more authority beside the system's.</summary>
internal static class TrustedHttp
{
    /// <summary>Makes a handler; without a path it trusts the system's authorities only.</summary>
    /// <param name="certificateAuthorityPath">PEM file of the further authority, or null.</param>
    public static SocketsHttpHandler NewHandler(string? certificateAuthorityPath)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (certificateAuthorityPath is not null)
        {
            var authority = X509Certificate2.CreateFromPem(File.ReadAllText(certificateAuthorityPath));
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                errors == SslPolicyErrors.None
                || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is not null && IsSignedBy(certificate, authority));
        }

        return handler;
    }

    private static bool IsSignedBy(X509Certificate certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = new X509Certificate2(certificate);
        return chain.Build(copy);
    }
}
