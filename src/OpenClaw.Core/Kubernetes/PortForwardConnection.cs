namespace OpenClaw.Kubernetes;

internal static class PortForwardConnection
{
    public static Task<IPortForwardConnection> OpenAsync(KubernetesHttp http, string ns, string pod, int port, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
