using System.Management.Automation;
using OpenClaw.Operations.Channels;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gets the chat channels of an instance.</summary>
/// <remarks>
/// <para>Returns those that Set-OpenClawChannel declared (Source is Declared) and those somebody made in the Control UI or in OpenClaw's pod (Source is OpenClaw), which Install-OpenClaw leaves alone. Enabled is what OpenClaw's own configuration says. While OpenClaw does not run, only the declared ones are known, and a warning says so.</para>
/// </remarks>
/// <example>
/// <code>Get-OpenClawChannel openclaw -Sandbox $sandbox</code>
/// <para>Gets the channels of the instance openclaw.</para>
/// </example>
/// <example>
/// <code>Get-OpenClaw -Sandbox $sandbox | Get-OpenClawChannel | Where-Object Source -eq OpenClaw</code>
/// <para>Gets what was made in the Control UI, in all instances.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "OpenClawChannel", DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawChannel))]
public sealed class GetOpenClawChannelCommand : ClusterCmdlet
{
    /// <summary>Which channels, with wildcards if you like. Without it, all.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ChannelCompleter))]
    public string[] Channel { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        var patterns = Channel.Select(static text => WildcardPattern.Get(text, WildcardOptions.IgnoreCase)).ToList();
        foreach (var channel in await GetChannelsOperation.RunAsync(cluster, name, ns, context, cancellationToken).ConfigureAwait(false))
            if (patterns.Count == 0 || patterns.Any(pattern => pattern.IsMatch(channel.Channel)))
                Emit(channel);
    });
}
