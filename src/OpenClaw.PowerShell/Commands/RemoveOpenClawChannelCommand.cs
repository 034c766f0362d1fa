using System.Management.Automation;
using OpenClaw.Operations.Channels;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Removes a chat channel of an instance.</summary>
/// <remarks>
/// <para>A declared one goes out of what is declared, its credential out of the Secret, and OpenClaw restarts without it. One that was made in OpenClaw is deleted there. What OpenClaw's user added to a declared channel, and its plugin, stay. Returns nothing; a channel that is not there is no error.</para>
/// </remarks>
/// <example>
/// <code>Remove-OpenClawChannel openclaw Telegram -Sandbox $sandbox -WhatIf</code>
/// <para>Says what would be done.</para>
/// </example>
/// <example>
/// <code>Get-OpenClawChannel openclaw -Sandbox $sandbox | Remove-OpenClawChannel</code>
/// <para>Removes all channels of an instance.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "OpenClawChannel", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(void))]
public sealed class RemoveOpenClawChannelCommand : ClusterCmdlet
{
    /// <summary>The channel: Telegram, Discord, Slack, Teams, or OpenClaw's name for another one.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChannelCompleter))]
    public string Channel { get; set; } = "";

    /// <summary>How many seconds to wait for OpenClaw to be ready again.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    [PSDefaultValue(Value = 900)]
    public int? Timeout { get; set; }

    /// <summary>Return once the channel is no longer declared, without waiting for OpenClaw to be ready again.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        var defaults = new SetChannelOptions { Channel = Channel };
        var options = defaults with { Timeout = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Timeout, NoWait = NoWait };
        await RemoveChannelOperation.RunAsync(cluster, name, ns, options, context, cancellationToken).ConfigureAwait(false);
    });
}
