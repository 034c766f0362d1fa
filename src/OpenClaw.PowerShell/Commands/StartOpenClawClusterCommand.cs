using System.Management.Automation;
using OpenClaw.Operations;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Starts a cluster in Azure that was stopped.</summary>
/// <remarks>
/// <para>Waits until the cluster is running and its API server answers, and returns it. OpenClaw starts by itself then; Test-OpenClaw -Quick tells when it is there.</para>
/// <para>A cluster that is running is left alone. One that Azure is changing is waited for first, unless -NoWait is there.</para>
/// </remarks>
/// <example>
/// <code>Stop-OpenClawCluster openclaw -Sandbox $sandbox | Start-OpenClawCluster</code>
/// <para>Stops a cluster of the sandbox and starts it again.</para>
/// </example>
/// <example>
/// <code>Start-OpenClawCluster openclaw -Sandbox $sandbox -Verbose</code>
/// <para>Starts a cluster by its name, and tells each step.</para>
/// </example>
/// <example>
/// <code>Start-OpenClawCluster openclaw | Start-OpenClawTunnel</code>
/// <para>Starts a cluster and opens the Control UI as soon as OpenClaw is up.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "OpenClawCluster", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawCluster))]
public sealed class StartOpenClawClusterCommand : NamedClusterCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForEach(Name, async (cluster, context, cancellationToken) =>
        Emit(await StartClusterOperation.RunAsync(cluster, NoWait, context, cancellationToken).ConfigureAwait(false)));
}
