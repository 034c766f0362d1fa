using System.Collections;
using System.Globalization;
using System.Management.Automation;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Makes an Azure Kubernetes Service cluster for OpenClaw, in a resource group of its own.</summary>
/// <remarks>
/// <para>Makes the resource group and the cluster, and returns the cluster when it is provisioned and running; that takes Azure about four minutes. What can be known beforehand is checked before anything is made: names, the region, the VM size and its quota there, the resource provider, your rights.</para>
/// <para>Run again with the same name, it changes nothing and returns the cluster; where its nodes have another size by now than -NodeSize says, it warns and names Set-OpenClawCluster. A group or cluster of that name that this module did not make is refused, unless you say -Adopt.</para>
/// <para>To use a cluster you have already, pass it on with Get-OpenClawCluster instead.</para>
/// </remarks>
/// <example>
/// <code>New-OpenClawCluster openclaw -Location eastus2</code>
/// <para>Makes the resource group openclaw-RG and in it the cluster openclaw-aks with one node.</para>
/// </example>
/// <example>
/// <code>$sandbox = Start-OpenClawSandbox
/// $sandbox | New-OpenClawCluster openclaw -Location eastus2 -NodeCount 2 -Tag @{ team = 'bots' }</code>
/// <para>Rehearses it in the sandbox, in seconds and at no cost.</para>
/// </example>
/// <example>
/// <code>New-OpenClawCluster openclaw -Sandbox $sandbox -WhatIf</code>
/// <para>Says what would be made and makes nothing.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "OpenClawCluster", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawCluster))]
public sealed class NewOpenClawClusterCommand : AzureCmdlet
{
    /// <summary>The name OpenClaw is known by in this cluster. The other names follow from it: the resource group is NAME-RG, the cluster NAME-aks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Azure region, for example westeurope.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "eastus2")]
    [ArgumentCompleter(typeof(LocationCompleter))]
    public string Location { get; set; } = "eastus2";

    /// <summary>Resource group; made when it is not there. Without it, NAME-RG.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroup { get; set; }

    /// <summary>The cluster's own name. Without it, NAME-aks.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? ClusterName { get; set; }

    /// <summary>Number of nodes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 1000)]
    [PSDefaultValue(Value = 1)]
    public int NodeCount { get; set; } = 1;

    /// <summary>VM size of the nodes. OpenClaw and LiteLLM ask for 3 GiB of memory together and may use 6.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Value = "Standard_D2s_v5")]
    public string NodeSize { get; set; } = "Standard_D2s_v5";

    /// <summary>Kubernetes version, for example 1.36. Without it, the region's default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? KubernetesVersion { get; set; }

    /// <summary>Price tier of the control plane: Free, or Standard with an uptime SLA.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("Free", "Standard")]
    [PSDefaultValue(Value = "Free")]
    public string Tier { get; set; } = "Free";

    /// <summary>Further tags for the resource group and the cluster.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public Hashtable Tag { get; set; } = [];

    /// <summary>Take over a group or cluster of that name that is there already, by giving it this module's tag.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <summary>Return as soon as Azure has accepted the request, before the cluster can be used.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(Name, async (context, cancellationToken) =>
    {
        var options = new NewClusterOptions
        {
            Name = Name,
            Location = Location,
            ResourceGroup = ResourceGroup,
            ClusterName = ClusterName,
            NodeCount = NodeCount,
            NodeSize = NodeSize,
            NodeSizeGiven = MyInvocation.BoundParameters.ContainsKey(nameof(NodeSize)),
            KubernetesVersion = KubernetesVersion,
            Tier = Tier,
            Tags = Tag.Cast<DictionaryEntry>().ToDictionary(
                static tag => Convert.ToString(tag.Key, CultureInfo.InvariantCulture)!,
                static tag => Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? ""),
            Adopt = Adopt,
            NoWait = NoWait,
        };
        Emit(await NewClusterOperation.RunAsync(options, GetSignIn(), context, cancellationToken).ConfigureAwait(false));
    });
}
