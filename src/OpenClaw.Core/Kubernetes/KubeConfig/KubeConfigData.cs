using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Reads certificates and keys that a kubeconfig holds as data or names as files.</summary>
internal static class KubeConfigData
{
    /// <summary>The text of <c>key-data</c> (base64), else of the file that <c>key</c> names, else null.</summary>
    /// <param name="node">The cluster's or user's entry.</param>
    /// <param name="key">The key without <c>-data</c>.</param>
    /// <param name="name">The context, for messages.</param>
    public static string? Pem(KubeConfigNode node, string key, string name)
    {
        if (node.Text(key + "-data") is { } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException)
            {
                throw KubeConfigError.Incomplete(node.Source, name, KubeConfigMessages.BadBase64, key + "-data");
            }
        }

        if (node.Text(key) is not { } file)
            return null;
        var path = FullPath(node, file);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw KubeConfigError.Incomplete(node.Source, name, KubeConfigMessages.FileUnreadable, key, path);
        }
    }

    /// <summary>A path of a kubeconfig: relative ones are relative to the file they are in.</summary>
    /// <param name="node">The entry it is in.</param>
    /// <param name="path">The path.</param>
    public static string FullPath(KubeConfigNode node, string path) => Path.Combine(Path.GetDirectoryName(node.Source) ?? "", path);

    /// <summary>The certificates of an authority.</summary>
    /// <param name="node">The cluster's entry.</param>
    /// <param name="name">The context, for messages.</param>
    public static X509Certificate2Collection? Authorities(KubeConfigNode node, string name)
    {
        const string key = "certificate-authority";
        if (Pem(node, key, name) is not { } pem)
            return null;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates.Count > 0 ? certificates : throw KubeConfigError.Incomplete(node.Source, name, KubeConfigMessages.BadCertificates, key);
    }

    /// <summary>A certificate and its key; null when they do not fit or cannot be read.</summary>
    /// <param name="certificate">Certificate in PEM form.</param>
    /// <param name="key">Unencrypted key in PEM form.</param>
    public static X509Certificate2? KeyPair(string certificate, string key)
    {
        try
        {
            var pair = X509Certificate2.CreateFromPem(certificate, key);
            if (!OperatingSystem.IsWindows())
                return pair;
            // Windows' TLS takes no key that exists in memory only.
            using (pair)
                return new(pair.Export(X509ContentType.Pkcs12));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
