using System.Management.Automation;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Base of the cmdlets that have Azure change clusters, which may be waited for.</summary>
public abstract class NamedClusterCmdlet : AzureClusterCmdlet
{
    private protected NamedClusterCmdlet()
    {
    }

    /// <summary>Names, with wildcards if you like, or Azure resource ids. A name is the one given to New-OpenClawCluster or the cluster's own.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Azure)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Sandbox)]
    [Alias("ResourceId")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Return as soon as Azure has accepted the request, before it is done. A cluster that is being changed is then an error.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }
}
