using System.Management.Automation;
using OpenClaw.PowerShell.Completion;
using OpenClaw.PowerShell.Pipeline;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gets the tunnels of this session.</summary>
/// <remarks>
/// <para>Lists the tunnels that were started in this session (in this runspace, to be exact) and have not been stopped, with their state, how long they have been open, connections, bytes and the last error. One that ended by itself, because the cluster refused it for too long, is listed as Stopped until Stop-OpenClawTunnel.</para>
/// <para>Each runspace has its own tunnels; -All also lists those that jobs and other runspaces of this process have open.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawTunnel</code>
/// <para>Lists all tunnels.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawTunnel -All | Stop-OpenClawTunnel</code>
/// <para>Closes every tunnel of this process, also those of thread jobs.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawTunnel open* | Select-Object -ExpandProperty Url</code>
/// <para>Shows the address of the Control UI, with the token in it.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClawTunnel")]
[OutputType(typeof(OpenClawTunnel))]
public sealed class GetOpenClawTunnelCommand : OpenClawCmdlet
{
    /// <summary>Names of the instances the tunnels lead to, with wildcards if you like.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InstanceNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Also the tunnels of jobs and other runspaces of this process.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            WriteObject(RunningTunnels.Find(this, State, name, All), enumerateCollection: true);
    }
}
