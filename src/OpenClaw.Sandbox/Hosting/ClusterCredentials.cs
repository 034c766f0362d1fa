namespace OpenClaw.Sandbox.Hosting;

/// <summary>What a kubeconfig of a sandbox cluster is made of. Both the client certificate and the token name a cluster administrator.</summary>
/// <param name="Server">The API server, https on loopback.</param>
/// <param name="CertificateAuthorityPem">The authority that signed the server's certificate.</param>
/// <param name="ClientCertificatePem">The administrator's certificate.</param>
/// <param name="ClientKeyPem">Its private key, PKCS #8.</param>
/// <param name="Token">The administrator's bearer token.</param>
internal sealed record ClusterCredentials(
    Uri Server, string CertificateAuthorityPem, string ClientCertificatePem, string ClientKeyPem, string Token)
{
    /// <summary>The type and server only: the rest is secret.</summary>
    public override string ToString() => $"{nameof(ClusterCredentials)} {{ Server = {Server} }}";
}
