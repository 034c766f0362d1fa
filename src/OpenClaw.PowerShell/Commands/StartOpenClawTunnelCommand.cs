using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Opens a tunnel from this machine to OpenClaw's Control UI and API.</summary>
/// <remarks>
/// <para>Listens on 127.0.0.1 only, carries every connection through the Kubernetes API server to the gateway, and returns once the first answer has come back. Url is the address of the Control UI with the gateway token in it: whoever has it can use OpenClaw. What is shown by default leaves it out; take the property to see it.</para>
/// <para>The tunnel stays open in the background until Stop-OpenClawTunnel, until the module is removed or until the session (or the runspace it was started in) ends. It survives the pod being replaced.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Start-OpenClawTunnel -LocalPort 0</code>
/// <para>Opens a tunnel on any free port.</para>
/// </example>
/// <example>
/// <code>$tunnel = Start-OpenClawTunnel openclaw -Sandbox $sandbox -LocalPort 0
/// Invoke-RestMethod "http://127.0.0.1:$($tunnel.LocalPort)/healthz"
/// $tunnel | Stop-OpenClawTunnel</code>
/// <para>Asks the gateway for its health through the tunnel and closes it.</para>
/// </example>
/// <example>
/// <code>Start-OpenClawTunnel openclaw -Browser -Wait</code>
/// <para>Opens the Control UI in the browser and keeps the tunnel open until Ctrl+C.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "OpenClawTunnel", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawTunnel))]
public sealed class StartOpenClawTunnelCommand : ClusterCmdlet
{
    private readonly List<OpenClawTunnel> _started = [];

    /// <summary>Port on this machine; 0 takes any that is free.</summary>
    [Parameter]
    [ValidateRange(0, 65_535)]
    [PSDefaultValue(Value = 18_789)]
    public int LocalPort { get; set; } = 18_789;

    /// <summary>Open the Control UI in the browser.</summary>
    [Parameter]
    public SwitchParameter Browser { get; set; }

    /// <summary>Keep the command running until Ctrl+C, telling each change of the tunnel's state, and close the tunnel then.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How many seconds to wait for the first answer from OpenClaw.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    [PSDefaultValue(Value = 300)]
    public int Timeout { get; set; } = 300;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        var target = string.Format(CultureInfo.CurrentCulture, ShellMessages.TunnelTarget, name, cluster.ClusterName);
        if (!await context.ShouldChange(target, ShellMessages.TunnelStart, cancellationToken).ConfigureAwait(false))
            return;
        var instance = new OpenClawInstance { Name = name, Namespace = ns, Cluster = cluster, Status = "Unknown" };
        var options = new TunnelOptions { LocalPort = LocalPort, Timeout = TimeSpan.FromSeconds(Timeout) };
        var tunnel = await OpenClawTunnel.StartAsync(instance, options, context, cancellationToken).ConfigureAwait(false);
        _started.Add(tunnel);
        State.Add(tunnel, tunnel.StopAsync);
        Emit(WithoutUrlInLists(tunnel));
        if (Browser)
            OpenBrowser(tunnel, context);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Wait && _started.Count > 0)
            Run(null, (_, cancellationToken) => WaitAsync(cancellationToken));
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        foreach (var tunnel in _started)
        {
            Tell(Line(tunnel, tunnel.State, null));
            tunnel.StateChanged += (_, change) => Tell(Line(tunnel, change.State, change.Reason));
        }
        try
        {
            await Task.WhenAll(_started.Select(static tunnel => tunnel.Completion)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var tunnel in _started)
            {
                State.Remove(tunnel);
                await tunnel.StopAsync().ConfigureAwait(false);
            }
        }
    }

    // After output of another type the shell lists properties without asking the module's formats; the Url has the token in it.
    private static PSObject WithoutUrlInLists(OpenClawTunnel tunnel)
    {
        var shown = new PSPropertySet("DefaultDisplayPropertySet",
            [nameof(tunnel.InstanceName), nameof(tunnel.State), nameof(tunnel.LocalAddress), nameof(tunnel.Connections)]);
        var result = PSObject.AsPSObject(tunnel);
        result.Members.Add(new PSMemberSet("PSStandardMembers", [shown]), preValidated: true);
        return result;
    }

    private static string Line(OpenClawTunnel tunnel, TunnelState state, string? reason) =>
        string.Create(CultureInfo.CurrentCulture, $"{DateTimeOffset.Now:T} {tunnel.InstanceName} {tunnel.LocalAddress} {state}{(reason is null ? "" : $": {reason}")}");

    private static void OpenBrowser(OpenClawTunnel tunnel, OperationContext context)
    {
        try
        {
            BrowserRedirect.Open(tunnel.Url);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            context.Warning(string.Format(CultureInfo.CurrentCulture, ShellMessages.BrowserNotStarted, exception.Message));
        }
    }
}
