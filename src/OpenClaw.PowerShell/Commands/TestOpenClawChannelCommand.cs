using System.Management.Automation;
using OpenClaw.Operations.Channels;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Tests the chat channels of an instance and says what is wrong and what to do.</summary>
/// <remarks>
/// <para>Returns four results a channel, as they come: its credential is in the Secret; its plugin is there; OpenClaw's configuration has it; and its status as the gateway tells it after trying the credential. Nothing is changed, no model is asked; with -WhatIf the credential is not tried either.</para>
/// <para>OpenClaw's own command line is asked in the pod, so a channel takes 10 to 30 seconds.</para>
/// </remarks>
/// <example>
/// <code>Test-OpenClawChannel openclaw -Sandbox $sandbox</code>
/// <para>Tests all channels of an instance.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawChannel openclaw Telegram -Sandbox $sandbox | Test-OpenClawChannel | Where-Object Status -ne Passed | Format-List</code>
/// <para>Shows what is wrong with one channel.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "OpenClawChannel", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawTestResult))]
public sealed class TestOpenClawChannelCommand : ClusterCmdlet
{
    /// <summary>Which channels. Without it, all.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChannelCompleter))]
    public string[] Channel { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        await TestChannelOperation.RunAsync(cluster, name, ns, Channel, Emit, context, cancellationToken).ConfigureAwait(false);
    });
}
