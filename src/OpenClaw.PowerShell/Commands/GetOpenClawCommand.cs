using System.Management.Automation;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gets OpenClaw instances and how they are.</summary>
/// <remarks>
/// <para>Lists instances with their status, model, versions, revision, memory and restarts: those in the cluster you pass on or name, in a kubeconfig context, or in every running cluster of the subscription that this module has made. -Name takes wildcards; without -Namespace, all namespaces are searched.</para>
/// <para>OpenClawAvailableVersion and LiteLLMAvailableVersion are the newest versions in the images' registries. They are asked at most once an hour and waited for no longer than 2 seconds; what is not known is empty. With the environment variable OPENCLAW_VERSION_CHECK set to off they are not asked. Memory is known where the cluster serves metrics, as AKS does. LastError tells the last thing that went wrong, also when it is over.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawCluster openclaw -Sandbox $sandbox | Get-OpenClaw</code>
/// <para>Lists the instances in one cluster.</para>
/// </example>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Format-List</code>
/// <para>Shows all there is to know about one instance.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClaw", DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawInstance))]
public sealed class GetOpenClawCommand : ClusterCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var wildcard = InstanceName is null || WildcardPattern.ContainsWildcardCharacters(InstanceName);
        var name = wildcard ? null : InstanceName;
        var pattern = new WildcardPattern(InstanceName ?? "*", WildcardOptions.IgnoreCase);
        foreach (var cluster in await GetClustersAsync(name, context, cancellationToken).ConfigureAwait(false))
        {
            if (!cluster.Ready && IsSearch)
            {
                context.Verbose(cluster.ClusterName + " is not running and is left out.");
                continue;
            }
            var instances = await GetInstancesOperation
                .RunAsync(cluster, name, Namespace, context, cancellationToken).ConfigureAwait(false);
            var matching = instances.Where(instance => pattern.IsMatch(instance.Name)).ToArray();
            foreach (var instance in await GetInstancesOperation.WithAvailableVersionsAsync(matching, cancellationToken).ConfigureAwait(false))
                Emit(instance);
        }
    });

    private bool IsSearch => Cluster is null && ClusterName is null && InstanceName is null;
}
