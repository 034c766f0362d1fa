using System.Security.Cryptography.X509Certificates;

namespace OpenClaw.Kubernetes;

/// <summary>How to reach one Kubernetes API server, and as whom.</summary>
internal sealed record KubernetesConnection
{
    /// <summary>The API server, maybe with a path prefix, for example <c>https://host:443/</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>What the connection is called in messages: the kubeconfig context or the cluster's name.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace to use where none is named; <c>default</c> unless the context says otherwise.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Host name to check the server's certificate against, and to send as SNI, instead of the URL's.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>True when the server's certificate is not checked (the context asks for it; the user has been warned).</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The authorities to trust instead of the system's, or null.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>The client certificate with its key, or null.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// Gets the bearer token for the next request, or null when there is none. The argument is true after a 401, when a cached
    /// token must not be handed out again. Called for each request, so it caches for itself.
    /// </summary>
    public Func<bool, CancellationToken, ValueTask<string?>>? GetTokenAsync { get; init; }

    /// <summary>User name and password for basic authentication, or null.</summary>
    public System.Net.NetworkCredential? BasicCredential { get; init; }

    /// <summary>The proxy to use (its user name and password may be in it); null means the system's (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>).</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whom to act as instead of the signed-in user, or null.</summary>
    public Impersonation? Impersonate { get; init; }
}
