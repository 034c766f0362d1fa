using System.Management.Automation;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Stops a cluster in Azure, so that its nodes cost nothing.</summary>
/// <remarks>
/// <para>Waits until the cluster is stopped, and returns it. Everything on it stays as it is: Start-OpenClawCluster brings OpenClaw back with its chats, channels and secrets. Volumes go on costing.</para>
/// <para>A cluster that is stopped is left alone. One that Azure is changing is waited for first, unless -NoWait is there.</para>
/// </remarks>
/// <example>
/// <code>$sandbox | New-OpenClawCluster openclaw | Stop-OpenClawCluster</code>
/// <para>Stops a cluster of the sandbox.</para>
/// </example>
/// <example>
/// <code>Stop-OpenClawCluster * -Sandbox $sandbox -WhatIf</code>
/// <para>Says which clusters would be stopped.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawCluster | Stop-OpenClawCluster -NoWait</code>
/// <para>Stops all clusters this module has made in the subscription, at the same time.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "OpenClawCluster", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawCluster))]
public sealed class StopOpenClawClusterCommand : NamedClusterCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForEach(Name, async (cluster, context, cancellationToken) =>
        Emit(await StopClusterOperation.RunAsync(cluster, NoWait, context, cancellationToken).ConfigureAwait(false)));
}
