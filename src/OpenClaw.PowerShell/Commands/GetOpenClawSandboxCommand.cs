using System.Management.Automation;
using OpenClaw.PowerShell.Pipeline;
using OpenClaw.Sandbox;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gets the sandboxes of this session.</summary>
/// <remarks>
/// <para>Lists the sandboxes that were started in this session (in this runspace, to be exact) and have not been stopped.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawSandbox</code>
/// <para>Lists all sandboxes of the session.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawSandbox | Select-Object -First 1 | Get-OpenClawCluster</code>
/// <para>Lists the clusters in the first sandbox.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClawSandbox")]
[OutputType(typeof(OpenClawSandbox))]
public sealed class GetOpenClawSandboxCommand : OpenClawCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(
        State.GetRunning<OpenClawSandbox>().Where(static sandbox => sandbox.IsRunning), enumerateCollection: true);
}
