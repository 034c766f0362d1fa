using System.Management.Automation;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Pipeline;
using OpenClaw.PowerShell.Resources;
using OpenClaw.Sandbox;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Starts a sandbox: an Azure and a Kubernetes of your own, on this machine, to rehearse with.</summary>
/// <remarks>
/// <para>Starts a process on loopback that behaves like Azure Resource Manager and a Kubernetes API server for all this module uses, with an offline Azure OpenAI endpoint. The other commands take it as -Sandbox or from the pipeline and work in it instead of Azure. Nothing leaves the machine and nothing costs.</para>
/// <para>ModelConfig of the object is the path of an azure-openai.json for its offline endpoint. The sandbox stops with Stop-OpenClawSandbox, when the module is removed and when the session (or the runspace it was started in) ends.</para>
/// </remarks>
/// <example>
/// <code>$sandbox = Start-OpenClawSandbox
/// $sandbox | New-OpenClawCluster openclaw | Install-OpenClaw -ModelConfig $sandbox.ModelConfig -ModelName gpt-5.2 | Start-OpenClawTunnel -LocalPort 0</code>
/// <para>Rehearses everything from nothing to the Control UI.</para>
/// </example>
/// <example>
/// <code>Start-OpenClawSandbox | Stop-OpenClawSandbox</code>
/// <para>Starts a sandbox and stops it.</para>
/// </example>
/// <example>
/// <code>$sandbox = Start-OpenClawSandbox -Fault '{"fault": "provisioningFailed"}'
/// $sandbox | New-OpenClawCluster openclaw</code>
/// <para>Rehearses a cluster that Azure accepts and then cannot make: New-OpenClawCluster ends in an error record that says why and what to do.</para>
/// </example>
/// <example>
/// <code>$sandbox = Start-OpenClawSandbox -Fault ./faults.json, '{"fault": "outOfMemory", "container": "openclaw", "count": "always"}'</code>
/// <para>Plays the rules of a file, and a gateway that is killed for its memory each time it starts.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "OpenClawSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(OpenClawSandbox))]
public sealed class StartOpenClawSandboxCommand : OpenClawCmdlet
{
    /// <summary>
    /// What shall go wrong: JSON that begins with { or [, or paths of files with it. A rule names the fault (error, reset, slow, expiredToken, watchClosed, gone, provisioningFailed, quotaExceeded, imagePullFailed, outOfMemory, podKilled, nodeNotReady), which requests or pods it happens to, and how often: once, unless nth, every and count say otherwise. docs/sandbox.md has all of it.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Fault { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = new OpenClawSandboxOptions { Faults = [.. Fault.Select(FullPath)] };
        Run(null, (context, cancellationToken) => StartAsync(options, context, cancellationToken));
    }

    private string FullPath(string fault) =>
        fault.TrimStart() is ['{' or '[', ..] ? fault : GetUnresolvedProviderPathFromPSPath(fault);

    private async Task StartAsync(OpenClawSandboxOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        if (!await context.ShouldChange(ShellMessages.SandboxTarget, ShellMessages.SandboxStart, cancellationToken).ConfigureAwait(false))
            return;
        var sandbox = await OpenClawSandbox.StartAsync(options, context, cancellationToken).ConfigureAwait(false);
        State.Add(sandbox, () => sandbox.StopAsync(CancellationToken.None));
        Emit(sandbox);
    }
}
