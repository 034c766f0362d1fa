using System.Globalization;
using System.Management.Automation;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Resources;
using OpenClaw.Tunnels;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Opens a tunnel from this machine to OpenClaw's Control UI and API.</summary>
/// <remarks>
/// <para>Listens on this machine only (127.0.0.1 and ::1), carries every connection through the Kubernetes API server to the gateway, and returns once the first answer has come back. Url is the address of the Control UI with the gateway token in it: whoever has it can use OpenClaw. What is shown by default leaves it out; take the property to see it.</para>
/// <para>The tunnel stays open in the background until Stop-OpenClawTunnel, until the module is removed or until the session (or the runspace it was started in) ends. It leads to the instance, not to one pod: when the pod is replaced, the API server restarts, the network changes, the machine sleeps or a credential expires, it finds its way again, and connections that come meanwhile wait for HoldTime. State, Reason, Since and LastError tell how it is, and the event StateChanged tells of each change.</para>
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
/// <para>Opens the Control UI in the browser and keeps the tunnel open until Ctrl+C, with a warning for each change of its state.</para>
/// </example>
/// <example>
/// <code>$tunnel = Start-OpenClawTunnel openclaw
/// Register-ObjectEvent $tunnel StateChanged -Action { Write-Host "$($EventArgs.Time) $($EventArgs.State) $($EventArgs.Reason)" }</code>
/// <para>Tells of each change of a tunnel in the background.</para>
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

    /// <summary>Keep the command running until Ctrl+C, with a warning for each change of the tunnel's state, and close the tunnel then.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Return the tunnel also with -Wait.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>How many seconds a new connection waits while there is no way to OpenClaw, before it is reset.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    [PSDefaultValue(Value = 60)]
    public int HoldTime { get; set; } = 60;

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
        var options = new TunnelOptions { LocalPort = LocalPort, Timeout = TimeSpan.FromSeconds(Timeout), HoldTime = TimeSpan.FromSeconds(HoldTime) };
        var tunnel = await OpenClawTunnel.StartAsync(instance, options, context, cancellationToken).ConfigureAwait(false);
        _started.Add(tunnel);
        State.Add(tunnel, tunnel.StopAsync);
        if (!Wait || PassThru)
            Emit(WithoutUrlInLists(tunnel));
        if (Browser)
            OpenBrowser(tunnel, context);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Wait && _started.Count > 0)
            Run(null, WaitAsync);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Stopped before it came to wait, the command leaves no tunnel behind either.
        if (disposing && Wait)
            StopStartedAsync().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private async Task WaitAsync(OperationContext context, CancellationToken cancellationToken)
    {
        foreach (var tunnel in _started)
        {
            tunnel.StateChanged += Warn;
            Tell(Line(tunnel, DateTimeOffset.Now, tunnel.State, tunnel.Reason));
        }
        try
        {
            await Task.WhenAll(_started.Select(static tunnel => tunnel.Completion)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
                _started.ForEach(tunnel => tunnel.StateChanged -= Warn);
            await StopStartedAsync().ConfigureAwait(false);
        }

        void Warn(object? sender, TunnelStateChangedEventArgs change) =>
            context.Warning(Line((OpenClawTunnel)sender!, change.Time, change.State, change.Reason));
    }

    private async Task StopStartedAsync()
    {
        _started.ForEach(State.Remove);
        await Task.WhenAll(_started.Select(static tunnel => tunnel.StopAsync())).ConfigureAwait(false);
        _started.Clear();
    }

    // After output of another type the shell lists properties without asking the module's formats; the Url has the token in it.
    private static PSObject WithoutUrlInLists(OpenClawTunnel tunnel)
    {
        var shown = new PSPropertySet("DefaultDisplayPropertySet",
            [nameof(tunnel.InstanceName), nameof(tunnel.State), nameof(tunnel.Reason), nameof(tunnel.LocalAddress), nameof(tunnel.Connections)]);
        var result = PSObject.AsPSObject(tunnel);
        result.Members.Add(new PSMemberSet("PSStandardMembers", [shown]), preValidated: true);
        return result;
    }

    private static string Line(OpenClawTunnel tunnel, DateTimeOffset time, TunnelState state, string? reason) =>
        string.Create(CultureInfo.CurrentCulture, $"{time:T} {tunnel.InstanceName} {tunnel.LocalAddress} {state}{(reason is null ? "" : $": {reason}")}");

    private static void OpenBrowser(OpenClawTunnel tunnel, OperationContext context)
    {
        try
        {
            TunnelBrowser.Open(tunnel);
        }
        catch (OpenClawException exception)
        {
            context.Warning(exception.Message);
        }
    }
}
