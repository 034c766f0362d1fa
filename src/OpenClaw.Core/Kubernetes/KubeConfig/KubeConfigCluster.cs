using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Reads a cluster's entry of a kubeconfig.</summary>
internal static class KubeConfigCluster
{
    /// <summary>How to reach the cluster, without any credential.</summary>
    /// <param name="cluster">Its entry.</param>
    /// <param name="context">The context.</param>
    public static KubernetesConnection Connect(KubeConfigNode cluster, KubeConfigContext context)
    {
        var server = cluster.Text("server")
            ?? throw KubeConfigError.Incomplete(cluster.Source, context.Name, KubeConfigMessages.NoServer, context.ClusterName);
        var authorities = KubeConfigData.Authorities(cluster, context.Name);
        var insecure = cluster.Flag("insecure-skip-tls-verify");
        if (insecure && authorities is not null)
            throw KubeConfigError.Incomplete(cluster.Source, context.Name, KubeConfigMessages.InsecureWithAuthority, context.ClusterName);
        return new()
        {
            Server = Url(server, ["https", "http"])
                ?? throw KubeConfigError.Incomplete(cluster.Source, context.Name, KubeConfigMessages.BadServer, context.ClusterName),
            Name = context.Name,
            Namespace = context.Namespace,
            TlsServerName = cluster.Text("tls-server-name"),
            SkipTlsVerify = insecure,
            CertificateAuthorities = authorities,
            Proxy = cluster.Text("proxy-url") is not { } proxy
                ? null
                : Url(proxy, ["http", "https", "socks5"])
                    ?? throw KubeConfigError.Incomplete(cluster.Source, context.Name, KubeConfigMessages.BadProxy, context.ClusterName),
        };
    }

    private static Uri? Url(string text, string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url.Host.Length > 0 ? url : null;
}
