using System.Management.Automation;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Deletes a cluster this module has made in Azure, with everything on it.</summary>
/// <remarks>
/// <para>Deletes the cluster, and its resource group when this module made it and nothing else is in it, waits until Azure says that they are gone, and returns nothing. What does not carry this module's mark is never deleted, nor is a cluster that was taken over with -Adopt.</para>
/// <para>Volumes and secrets of all instances on the cluster go with it, and nothing brings them back. It asks first, and names the group, the cluster and, if the cluster tells in time, the instances. Save what you still need before: Get-OpenClawSecret shows the secrets, and 'openclaw backup create' inside OpenClaw's pod makes a copy of its state.</para>
/// <para>Run again, it waits for what a run that was stopped has begun, and does nothing when there is nothing left.</para>
/// </remarks>
/// <example>
/// <code>$sandbox | New-OpenClawCluster demo | Remove-OpenClawCluster -WhatIf</code>
/// <para>Says what would be deleted and deletes nothing.</para>
/// </example>
/// <example>
/// <code>Remove-OpenClawCluster demo -Sandbox $sandbox -Confirm:$false</code>
/// <para>Deletes a cluster of the sandbox by its name, without asking.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawCluster openclaw | Remove-OpenClawCluster</code>
/// <para>Deletes a cluster in Azure, after asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "OpenClawCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(void))]
public sealed class RemoveOpenClawClusterCommand : AzureClusterCmdlet
{
    /// <summary>Names, without wildcards, or Azure resource ids. A name is the one given to New-OpenClawCluster or the cluster's own.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Azure)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Sandbox)]
    [Alias("ResourceId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Cluster is { } cluster)
        {
            Run(cluster.ClusterName, (context, cancellationToken) => RemoveClusterOperation.RunAsync(cluster, context, cancellationToken));
            return;
        }

        foreach (var name in Name)
        {
            Run(name, (context, cancellationToken) =>
                RemoveClusterOperation.RunAsync(name, ResourceGroup, GetSignIn(), context, cancellationToken));
        }
    }
}
