using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>A transport that trusts one private certificate authority in addition to the system's.</summary>
internal static class PrivateAuthorityTransport
{
    /// <summary>Makes the transport.</summary>
    /// <param name="pemPath">PEM file with the authority's certificate(s).</param>
    /// <param name="endpoint">The endpoint it is for; the proxy is left out when that is on this machine.</param>
    /// <exception cref="OpenClawException">The file cannot be read or holds no certificate.</exception>
    public static HttpClientTransport Create(string pemPath, Uri endpoint)
    {
        var authorities = Load(pemPath);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = !endpoint.IsLoopback,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => errors == SslPolicyErrors.None
                    || (errors == SslPolicyErrors.RemoteCertificateChainErrors && IsSignedBy(authorities, certificate, chain)),
            },
        };
        return new HttpClientTransport(handler);
    }

    private static X509Certificate2Collection Load(string pemPath)
    {
        var authorities = new X509Certificate2Collection();
        Exception? cause = null;
        try
        {
            authorities.ImportFromPemFile(pemPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            cause = e;
        }

        if (authorities.Count > 0) return authorities;
        throw new OpenClawException(
            nameof(AzureMessages.CertificateAuthorityUnreadable), ErrorKind.InvalidArgument,
            string.Format(CultureInfo.CurrentCulture, AzureMessages.CertificateAuthorityUnreadable, pemPath), pemPath, cause);
    }

    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate? certificate, X509Chain? presented)
    {
        if (certificate is not X509Certificate2 leaf) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf);
    }
}
