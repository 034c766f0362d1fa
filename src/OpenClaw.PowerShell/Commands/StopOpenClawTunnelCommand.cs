using System.Management.Automation;
using OpenClaw.PowerShell.Completion;
using OpenClaw.PowerShell.Pipeline;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Closes tunnels.</summary>
/// <remarks>
/// <para>Closes the tunnel with all its connections and frees its port. Takes tunnels from the pipeline, or by the name of the instance they lead to; without either, closes all that were opened in this session.</para>
/// </remarks>
/// <example>
/// <code>Stop-OpenClawTunnel</code>
/// <para>Closes all tunnels of the session.</para>
/// </example>
/// <example>
/// <code>Stop-OpenClawTunnel open*</code>
/// <para>Closes the tunnels to instances whose name begins with open.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "OpenClawTunnel", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(void))]
public sealed class StopOpenClawTunnelCommand : OpenClawCmdlet
{
    /// <summary>Names of the instances the tunnels lead to, with wildcards if you like. Without it, all.</summary>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InstanceNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The tunnel, from Start-OpenClawTunnel or Get-OpenClawTunnel.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.InputObject)]
    [ValidateNotNull]
    public OpenClawTunnel? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var tunnels = InputObject is null ? Name.SelectMany(name => RunningTunnels.Find(this, State, name)) : [InputObject];
        foreach (var tunnel in tunnels.Distinct())
        {
            if (!ShouldProcess($"{tunnel.InstanceName}, {tunnel.LocalAddress}", ShellMessages.TunnelStop))
                continue;
            State.Remove(tunnel);
            Run(tunnel, (_, _) => tunnel.StopAsync());
        }
    }
}
