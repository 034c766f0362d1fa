using System.Globalization;
using System.Management.Automation;
using OpenClaw.PowerShell.Pipeline;
using OpenClaw.PowerShell.Resources;
using OpenClaw.Sandbox;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Stops sandboxes and removes all that was in them.</summary>
/// <remarks>
/// <para>Ends the sandbox's process and removes its folder. Tunnels into it lose their other end. Without a sandbox, stops all that were started in this session.</para>
/// </remarks>
/// <example>
/// <code>Stop-OpenClawSandbox</code>
/// <para>Stops all sandboxes of the session.</para>
/// </example>
/// <example>
/// <code>Stop-OpenClawSandbox $sandbox -WhatIf</code>
/// <para>Says which process would be stopped.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "OpenClawSandbox", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.All)]
[OutputType(typeof(void))]
public sealed class StopOpenClawSandboxCommand : OpenClawCmdlet
{
    /// <summary>The sandbox, from Start-OpenClawSandbox or Get-OpenClawSandbox. Without it, all of this session.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ParameterSets.InputObject)]
    [ValidateNotNull]
    public OpenClawSandbox? Sandbox { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var sandbox in Sandbox is null ? State.GetRunning<OpenClawSandbox>() : [Sandbox])
        {
            var target = string.Format(CultureInfo.CurrentCulture, ShellMessages.SandboxProcess, sandbox.ProcessId, sandbox.ResourceManagerEndpoint);
            if (!ShouldProcess(target, ShellMessages.SandboxStop))
                continue;
            State.Remove(sandbox);
            Run(sandbox, (_, cancellationToken) => sandbox.StopAsync(cancellationToken));
        }
    }
}
