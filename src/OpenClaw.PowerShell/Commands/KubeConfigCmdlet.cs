using System.Management.Automation;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Base of the cmdlets that can work on a kubeconfig context instead of Azure.</summary>
public abstract class KubeConfigCmdlet : AzureCmdlet
{
    private string? _path;

    private protected KubeConfigCmdlet()
    {
    }

    /// <summary>Path of a kubeconfig file, or several with the system's path separator. Without it, the files in KUBECONFIG or ~/.kube/config.</summary>
    [Parameter(ParameterSetName = ParameterSets.KubeConfig)]
    [ValidateNotNullOrEmpty]
    public string? KubeConfig { get; set; }

    /// <summary>Context of the kubeconfig file. Without it, the current one.</summary>
    [Parameter(ParameterSetName = ParameterSets.KubeConfig)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (KubeConfig is not null)
            _path = string.Join(Path.PathSeparator, KubeConfig.Split(Path.PathSeparator).Select(GetUnresolvedProviderPathFromPSPath));
    }

    /// <summary>True when the cluster is to come from a kubeconfig file.</summary>
    private protected bool UsesKubeConfig => KubeConfig is not null || Context is not null;

    /// <summary>Gets the cluster that the context leads to.</summary>
    /// <param name="operation">Takes the messages.</param>
    private protected OpenClawCluster GetContextCluster(OperationContext operation) =>
        KubeConfigClusters.Get(_path, Context, operation);
}
