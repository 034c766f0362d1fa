using System.Management.Automation;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Changes a cluster in Azure: its number of nodes, its autoscaler or its Kubernetes version.</summary>
/// <remarks>
/// <para>Waits until Azure is done, and returns the cluster. Only clusters that New-OpenClawCluster made or adopted are changed. What is as asked for is left alone; a cluster that Azure is changing is waited for first, unless -NoWait is there.</para>
/// <para>Kubernetes goes up one minor version at a time: a version that would skip one is refused with the steps, and so is one that Azure does not offer the cluster. Nodes are replaced one after the other, so OpenClaw restarts once.</para>
/// </remarks>
/// <example>
/// <code>Set-OpenClawCluster openclaw -Sandbox $sandbox -NodeCount 2</code>
/// <para>Gives a cluster of the sandbox two nodes.</para>
/// </example>
/// <example>
/// <code>Set-OpenClawCluster openclaw -Sandbox $sandbox -MinCount 1 -MaxCount 3 -WhatIf</code>
/// <para>Says what switching the autoscaler on would change.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawCluster openclaw | Set-OpenClawCluster -KubernetesVersion 1.35</code>
/// <para>Upgrades a cluster to the newest patch of 1.35 that Azure offers it.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "OpenClawCluster", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawCluster))]
public sealed class SetOpenClawClusterCommand : NamedClusterCmdlet
{
    /// <summary>Number of nodes of the system pool; switches the autoscaler off.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int? NodeCount { get; set; }

    /// <summary>Fewest nodes the autoscaler leaves; with -MaxCount, switches it on.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int? MinCount { get; set; }

    /// <summary>Most nodes the autoscaler makes.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int? MaxCount { get; set; }

    /// <summary>Kubernetes version to upgrade to, for example 1.35 or 1.35.1.</summary>
    [Parameter]
    [ValidatePattern(@"^\d+\.\d+(\.\d+)?$")]
    public string? KubernetesVersion { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var settings = new ClusterSettings { NodeCount = NodeCount, MinCount = MinCount, MaxCount = MaxCount, KubernetesVersion = KubernetesVersion, NoWait = NoWait };
        RunForEach(Name, async (cluster, context, cancellationToken) =>
            Emit(await SetClusterOperation.RunAsync(cluster, settings, context, cancellationToken).ConfigureAwait(false)));
    }
}
