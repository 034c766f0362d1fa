using System.Management.Automation;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Changes a cluster in Azure: its number of nodes, its autoscaler, the VM size of its nodes or its Kubernetes version.</summary>
/// <remarks>
/// <para>Waits until Azure is done, and returns the cluster. Only clusters that New-OpenClawCluster made or adopted are changed. What is as asked for is left alone; a cluster that Azure is changing is waited for first, unless -NoWait is there.</para>
/// <para>Kubernetes goes up one minor version at a time: a version that would skip one is refused with the steps, and so is one that Azure does not offer the cluster. Nodes are replaced one after the other, so OpenClaw restarts once.</para>
/// <para>Azure cannot change the VM size of a node pool that is there. So -NodeSize adds a pool of the new size, waits for its nodes, evicts the pods from the old ones within their disruption budgets, waits until OpenClaw is ready on the new ones, and deletes the old pool. Until then both cost. OpenClaw is away while its volume follows, and nothing of it is lost. Stopped in the middle or killed, run the same command again to go on, or with the old size to go back. Only pools this module made are moved.</para>
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
/// <example>
/// <code>Set-OpenClawCluster openclaw -Sandbox $sandbox -NodeSize Standard_D4s_v5 -WhatIf</code>
/// <para>Lists the steps of moving OpenClaw to larger nodes. Without -WhatIf it moves.</para>
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

    /// <summary>VM size to move the nodes to, for example Standard_D4s_v5.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NodeSize { get; set; }

    /// <summary>With -NodeSize: how many seconds the new nodes, the pods on the old ones, and then OpenClaw's start may take, each.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    [PSDefaultValue(Value = 1200)]
    public int? Timeout { get; set; }

    /// <summary>Kubernetes version to upgrade to, for example 1.35 or 1.35.1.</summary>
    [Parameter]
    [ValidatePattern(@"^\d+\.\d+(\.\d+)?$")]
    public string? KubernetesVersion { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var settings = new ClusterSettings
        {
            NodeCount = NodeCount,
            MinCount = MinCount,
            MaxCount = MaxCount,
            NodeSize = NodeSize,
            KubernetesVersion = KubernetesVersion,
            NoWait = NoWait,
        };
        if (Timeout is { } seconds)
            settings = settings with { Timeout = TimeSpan.FromSeconds(seconds) };
        RunForEach(Name, async (cluster, context, cancellationToken) =>
            Emit(await SetClusterOperation.RunAsync(cluster, settings, context, cancellationToken).ConfigureAwait(false)));
    }
}
