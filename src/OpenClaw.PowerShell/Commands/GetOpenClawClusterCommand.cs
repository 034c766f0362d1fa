using System.Management.Automation;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gets clusters that OpenClaw can be installed on.</summary>
/// <remarks>
/// <para>Without a name, lists the clusters this module has made or adopted in the subscription. With a name or an Azure resource id, gets that cluster, whoever made it. With -KubeConfig or -Context, gets a context of a kubeconfig file, so that kind, k3s and any other cluster can take OpenClaw.</para>
/// <para>The cluster goes to Install-OpenClaw and the other commands through the pipeline.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawCluster</code>
/// <para>Lists the clusters of the subscription that this module has made.</para>
/// </example>
/// <example>
/// <code>$sandbox = Start-OpenClawSandbox
/// $sandbox | New-OpenClawCluster openclaw
/// Get-OpenClawCluster openclaw -Sandbox $sandbox</code>
/// <para>Gets a cluster of the sandbox by its name.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawCluster -Sandbox $sandbox | Get-OpenClaw</code>
/// <para>Lists the instances in all clusters of the sandbox.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawCluster -Context kind-test | Install-OpenClaw -ModelConfig ./azure-openai.json -ModelName gpt-5.2</code>
/// <para>Installs OpenClaw on a cluster outside Azure.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClawCluster", DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawCluster))]
public sealed class GetOpenClawClusterCommand : KubeConfigCmdlet
{
    /// <summary>Names, with wildcards if you like, or Azure resource ids. A name is the one given to New-OpenClawCluster or the cluster's own.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ParameterSets.Azure)]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ParameterSets.Sandbox)]
    [Alias("ResourceId")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only clusters of this resource group.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [Parameter(ParameterSetName = ParameterSets.Sandbox)]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroup { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (UsesKubeConfig)
        {
            Run(Context ?? KubeConfig, (context, _) =>
            {
                Emit(GetContextCluster(context));
                return Task.CompletedTask;
            });
            return;
        }
        foreach (var name in Name)
        {
            Run(name, async (context, cancellationToken) =>
            {
                var clusters = await GetClustersOperation
                    .RunAsync(name, ResourceGroup, GetSignIn(), context, cancellationToken).ConfigureAwait(false);
                foreach (var cluster in clusters)
                    Emit(cluster);
            });
        }
    }
}
