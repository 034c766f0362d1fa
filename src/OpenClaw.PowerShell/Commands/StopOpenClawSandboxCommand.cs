using System.Globalization;
using System.Management.Automation;
using OpenClaw.PowerShell.Pipeline;
using OpenClaw.PowerShell.Resources;
using OpenClaw.Sandbox;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Stops a sandbox and removes all that was in it.</summary>
/// <remarks>
/// <para>Ends the sandbox's process and removes its folder. Tunnels into it lose their other end.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawSandbox | Stop-OpenClawSandbox</code>
/// <para>Stops all sandboxes of the session.</para>
/// </example>
/// <example>
/// <code>Stop-OpenClawSandbox $sandbox -WhatIf</code>
/// <para>Says which process would be stopped.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "OpenClawSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopOpenClawSandboxCommand : OpenClawCmdlet
{
    /// <summary>The sandbox, from Start-OpenClawSandbox or Get-OpenClawSandbox.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public OpenClawSandbox? Sandbox { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var sandbox = Sandbox!;
        var target = string.Format(CultureInfo.CurrentCulture, ShellMessages.SandboxProcess, sandbox.ProcessId, sandbox.ResourceManagerEndpoint);
        if (!ShouldProcess(target, ShellMessages.SandboxStop))
            return;
        State.Remove(sandbox);
        Run(sandbox, (_, cancellationToken) => sandbox.StopAsync(cancellationToken));
    }
}
