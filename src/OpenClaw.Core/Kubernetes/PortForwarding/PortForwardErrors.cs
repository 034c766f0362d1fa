using System.Globalization;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes.PortForwarding;

/// <summary>Puts what goes wrong with a forwarded connection into words.</summary>
/// <param name="Connection">How to reach the server.</param>
/// <param name="Target">Namespace, pod and port.</param>
internal sealed record PortForwardErrors(KubernetesConnection Connection, string Target)
{
    /// <summary>The pod's side said what is wrong.</summary>
    /// <param name="words">What it said.</param>
    public OpenClawException Refused(string words) => words.Contains("connection refused", StringComparison.OrdinalIgnoreCase)
        ? Make(nameof(KubernetesMessages.PortForwardRefused), ErrorKind.ResourceUnavailable, KubernetesMessages.PortForwardRefused, words)
        : Make(nameof(KubernetesMessages.PortForwardFailed), ErrorKind.ConnectionError, KubernetesMessages.PortForwardFailed, words);

    /// <summary>The pod's side gave the connection up without a word.</summary>
    public OpenClawException Reset() => Make(
        nameof(KubernetesMessages.PortForwardFailed), ErrorKind.ConnectionError, KubernetesMessages.PortForwardFailed, KubernetesMessages.PortForwardReset);

    /// <summary>The way to the pod broke.</summary>
    /// <param name="reason">How.</param>
    /// <param name="inner">What was thrown, or null.</param>
    public OpenClawException Broken(string reason, Exception? inner = null) => Make(
        nameof(KubernetesMessages.PortForwardBroken), ErrorKind.ConnectionError, KubernetesMessages.PortForwardBroken, reason, inner);

    private OpenClawException Make(string id, ErrorKind kind, string format, string words, Exception? inner = null) => new(
        id, kind, string.Format(CultureInfo.CurrentCulture, format, Connection.Name, Target, words), Target, inner);
}
