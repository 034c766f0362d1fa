using System.Security.Cryptography.X509Certificates;

namespace OpenClaw.Sandbox.Kubernetes;

/// <summary>How to start one sandbox API server.</summary>
internal sealed record KubernetesClusterOptions
{
    /// <summary>The cluster's name, for messages and the request log.</summary>
    public required string Name { get; init; }

    /// <summary>The version to report, for example <c>v1.34.2</c>.</summary>
    public string Version { get; init; } = "v1.34.2";

    /// <summary>Authority that signs the server's certificate and the client certificates that are let in.</summary>
    public required X509Certificate2 CertificateAuthority { get; init; }

    /// <summary>Bearer tokens that are let in, to their user names; asked at each request so that tokens can expire.</summary>
    public required Func<string, string?> AuthenticateToken { get; init; }

    /// <summary>Loopback port; 0 means any.</summary>
    public int Port { get; init; }

    /// <summary>Objects to go on with, the <c>Store</c> of a cluster that was disposed of (a stopped cluster that starts again); null means none yet.</summary>
    public IObjectStore? Store { get; init; }

    /// <summary>Called for each request before it is served: may delay, or take the request over (true) to play a fault.</summary>
    public Func<HttpContext, Task<bool>>? BeforeRequest { get; init; }
}
