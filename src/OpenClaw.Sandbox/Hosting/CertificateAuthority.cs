using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>A throw-away authority for the certificates of one sandbox. Its key never leaves the process.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    public CertificateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=OpenClaw sandbox", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow + Life);
    }

    /// <summary>The authority with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The authority's certificate without the key.</summary>
    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>A certificate for 127.0.0.1 and localhost.</summary>
    public X509Certificate2 NewServerCertificate()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Sign("CN=localhost", key, ServerAuthentication, names.Build());
        using var withKey = signed.CopyWithPrivateKey(key);
        // Schannel cannot use a key that is only in memory.
        return new X509Certificate2(withKey.Export(X509ContentType.Pfx));
    }

    /// <summary>A client certificate and its key, as PEM.</summary>
    /// <param name="user">The user it names.</param>
    /// <param name="group">The group the user is in.</param>
    public (string CertificatePem, string KeyPem) NewClientCertificate(string user, string group)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Sign($"O={group}, CN={user}", key, ClientAuthentication, null);
        return (signed.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Certificate.Dispose();

    private X509Certificate2 Sign(string subject, ECDsa key, Oid use, X509Extension? names)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], false));
        if (names is not null)
            request.CertificateExtensions.Add(names);
        return request.Create(
            Certificate, Certificate.NotBefore.ToUniversalTime(), Certificate.NotAfter.ToUniversalTime(), RandomNumberGenerator.GetBytes(16));
    }
}
