using System.Globalization;
using System.Management.Automation;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Base of the cmdlets that do something to clusters in Azure: given as objects, or found by name in the subscription or a sandbox.</summary>
public abstract class AzureClusterCmdlet : AzureCmdlet
{
    private protected AzureClusterCmdlet()
    {
    }

    /// <summary>The cluster, from Get-OpenClawCluster or New-OpenClawCluster, or as a property of what Install-OpenClaw and Get-OpenClaw return.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ParameterSets.Cluster)]
    [ValidateNotNull]
    public OpenClawCluster? Cluster { get; set; }

    /// <summary>Resource group of the cluster. Needed where the name alone does not tell which one is meant, and for a cluster this module did not make.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [Parameter(ParameterSetName = ParameterSets.Sandbox)]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroup { get; set; }

    /// <summary>Does something to each cluster the parameters mean; what fails with one leaves the others their turn.</summary>
    /// <param name="names">Names or resource ids, if the cluster was not given as such.</param>
    /// <param name="work">What to do to one.</param>
    private protected void RunForEach(string[] names, Func<OpenClawCluster, OperationContext, CancellationToken, Task> work)
    {
        foreach (var cluster in Cluster is { } given ? [given] : names.SelectMany(Find))
            Run(cluster.ClusterName, (context, cancellationToken) => work(cluster, context, cancellationToken));
    }

    private IReadOnlyList<OpenClawCluster> Find(string name)
    {
        IReadOnlyList<OpenClawCluster> found = [];
        Run(name, async (context, cancellationToken) =>
        {
            var clusters = await GetClustersOperation.RunAsync(name, ResourceGroup, GetSignIn(), context, cancellationToken).ConfigureAwait(false);
            if (clusters.Count > 1 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                throw new OpenClawException(
                    nameof(ShellMessages.ClusterNameAmbiguous), ErrorKind.InvalidArgument,
                    string.Format(CultureInfo.CurrentCulture, ShellMessages.ClusterNameAmbiguous, name), name);
            }

            found = clusters;
        });
        return found;
    }
}
