using System.Globalization;
using OpenClaw.Operations;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Clusters that a kubeconfig names: kind, k3s, existing AKS clusters, any other.</summary>
public static class KubeConfigClusters
{
    /// <summary>Gets the cluster of a context. Nothing is sent to it yet.</summary>
    /// <param name="kubeConfigPath">A kubeconfig, or several with the system's path separator; null means <c>KUBECONFIG</c>, else <c>~/.kube/config</c>.</param>
    /// <param name="context">The context; null means the current one.</param>
    /// <param name="operation">Takes warnings.</param>
    /// <exception cref="OpenClawException">The file is missing or wrong, or has no such context (<c>KubeConfigContextNotFound</c>).</exception>
    public static OpenClawCluster Get(string? kubeConfigPath, string? context, OperationContext operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var config = KubeConfig.Load(kubeConfigPath);
        var found = config.GetContext(context);
        if (config.ConnectAnonymously(found).SkipTlsVerify)
            operation.Warning(string.Format(CultureInfo.CurrentCulture, KubeConfigMessages.KubeConfigInsecure, found.Name));
        return new()
        {
            Name = found.Name,
            ClusterName = found.ClusterName,
            Context = found.Name,
            Ready = true,
            // Read anew, because tools renew the credentials in the file.
            ConnectAsync = token =>
            {
                var current = KubeConfig.Load(kubeConfigPath);
                return current.ConnectAsync(current.GetContext(found.Name), token);
            },
        };
    }

    /// <summary>The names of all contexts, sorted; none when there is no kubeconfig.</summary>
    /// <param name="kubeConfigPath">As for <see cref="Get"/>.</param>
    /// <exception cref="OpenClawException">A file is wrong.</exception>
    public static IReadOnlyList<string> GetContextNames(string? kubeConfigPath)
    {
        try
        {
            return KubeConfig.Load(kubeConfigPath).ContextNames;
        }
        catch (OpenClawException e) when (e.ErrorId == nameof(KubeConfigMessages.KubeConfigNotFound))
        {
            return [];
        }
    }
}
