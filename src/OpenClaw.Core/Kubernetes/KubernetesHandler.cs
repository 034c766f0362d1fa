using System.Net;
using System.Net.Security;

namespace OpenClaw.Kubernetes;

/// <summary>Makes the connection pool of one API server: TLS, client certificate, proxy, keep-alive.</summary>
internal static class KubernetesHandler
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Makes the handler for a connection; its owner disposes it.</summary>
    /// <param name="connection">How to reach the server.</param>
    public static SocketsHttpHandler Create(KubernetesConnection connection)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            AutomaticDecompression = DecompressionMethods.GZip,
            ActivityHeadersPropagator = null,
        };
        if (connection.Proxy is { } proxy)
            handler.Proxy = new WebProxy(proxy) { Credentials = ProxyCredential(proxy) };
        else
            // As kubectl does: HTTPS_PROXY is not meant for this machine, where kind, k3s and the sandbox are.
            handler.UseProxy = !connection.Server.IsLoopback;
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback =
                new ServerCertificateCheck(connection.CertificateAuthorities, connection.SkipTlsVerify).Validate,
        };
        if (connection.ClientCertificate is { } certificate)
        {
            handler.SslOptions.ClientCertificates = [certificate];
            // The server's list of acceptable issuers may leave ours out although it takes it.
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return handler;
    }

    private static NetworkCredential? ProxyCredential(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0)
            return null;
        var parts = proxy.UserInfo.Split(':', 2);
        return new(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
