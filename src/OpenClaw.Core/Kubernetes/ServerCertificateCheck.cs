using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Decides whether the API server's certificate is to be trusted.</summary>
/// <param name="authorities">The authorities to trust instead of the system's, or null.</param>
/// <param name="skip">True to trust anything, as the connection demands.</param>
internal sealed class ServerCertificateCheck(X509Certificate2Collection? authorities, bool skip)
{
    /// <summary>Checks a certificate; the callback of a TLS handshake.</summary>
    /// <exception cref="ServerCertificateException">It is not to be trusted: thrown, not returned, because only so the reason gets out.</exception>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        skip || Check(certificate, chain, errors);

    private bool Check(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            throw new ServerCertificateException(KubernetesMessages.TlsNoCertificate);
        using var copy = certificate is not X509Certificate2 ? new X509Certificate2(certificate) : null;
        var leaf = copy ?? (X509Certificate2)certificate;
        var now = DateTime.Now;
        if (now < leaf.NotBefore || now > leaf.NotAfter)
            throw Failed(KubernetesMessages.TlsNotInTime, leaf.NotBefore.ToUniversalTime(), leaf.NotAfter.ToUniversalTime());
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            throw Failed(KubernetesMessages.TlsNameMismatch, string.Join(", ", Names(leaf)));
        if (authorities is not null)
            CheckAgainstAuthorities(leaf, chain, authorities);
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            throw Failed(KubernetesMessages.TlsUntrusted, leaf.Issuer, Problems(chain));
        return true;
    }

    private static void CheckAgainstAuthorities(X509Certificate2 leaf, X509Chain? presented, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        policy.ExtraStore.AddRange(authorities);
        if (presented is not null)
            policy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        // An intermediate in the bundle is an anchor for kubectl, so an incomplete chain is judged by where it ends, not by a root.
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        if (!chain.Build(leaf) || !chain.ChainElements.Any(e => authorities.Contains(e.Certificate)))
            throw Failed(KubernetesMessages.TlsUntrustedByBundle, leaf.Issuer, Problems(chain));
    }

    private static ServerCertificateException Failed(string format, params object[] arguments) =>
        new(string.Format(CultureInfo.CurrentCulture, format, arguments));

    private static string Problems(X509Chain? chain) =>
        string.Join(", ", (chain?.ChainStatus ?? []).Select(static s => s.Status.ToString()).Distinct());

    private static IEnumerable<string> Names(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return alternatives is null
            ? [certificate.GetNameInfo(X509NameType.DnsName, false)]
            : [.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(static a => a.ToString())];
    }
}
