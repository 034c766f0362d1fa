using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OpenClaw.Contract.Clusters;

/// <summary>Connections that trust one authority and carry one client certificate.</summary>
internal static class TrustingHandler
{
    public static SocketsHttpHandler Create(X509Certificate2 authority, X509Certificate2? client)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions =
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        if (client is not null)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(client, additionalCertificates: null, offline: true);
        return handler;
    }
}
