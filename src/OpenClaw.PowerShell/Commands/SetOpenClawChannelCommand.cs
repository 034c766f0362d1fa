using System.Management.Automation;
using System.Security;
using OpenClaw.Operations.Channels;
using OpenClaw.PowerShell.Completion;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Gives an instance a chat channel, or changes its credential: Telegram, Discord, Slack or Teams.</summary>
/// <remarks>
/// <para>Stores the credential in the instance's Secret, has OpenClaw's configuration refer to it, and restarts OpenClaw, which takes half a minute to a minute. Discord, Slack and Teams need a plugin; it is installed on OpenClaw's volume first. Returns the channel; Test-OpenClawChannel tells whether it is connected.</para>
/// <para>The channel is part of the instance from then on: every Install-OpenClaw keeps it, until Remove-OpenClawChannel. Run again, what is not given stays as it is, and nothing is changed when nothing differs.</para>
/// <para>Who writes to the bot first gets a code and has to be approved: Get-OpenClawPairing, Approve-OpenClawPairing.</para>
/// </remarks>
/// <example>
/// <code>Set-OpenClawChannel openclaw Telegram -Token (Read-Host -AsSecureString 'Bot token')</code>
/// <para>Connects a Telegram bot; BotFather gave you its token.</para>
/// </example>
/// <example>
/// <code>Get-OpenClaw openclaw -Sandbox $sandbox | Set-OpenClawChannel -Channel Telegram -Token (ConvertTo-SecureString '123456:rehearsal_rehearsal_rehearsal' -AsPlainText) | Test-OpenClawChannel</code>
/// <para>Rehearses it in a sandbox, with a token that opens nothing.</para>
/// </example>
/// <example>
/// <code>Set-OpenClawChannel openclaw Slack -Token $bot -AppToken $app</code>
/// <para>Connects a Slack app by its bot token and its app-level token.</para>
/// </example>
/// <example>
/// <code>Set-OpenClawChannel openclaw Teams -BotCredential (Get-Credential $applicationId) -BotTenant $tenantId</code>
/// <para>Connects a Teams bot by its application id, client secret and directory.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "OpenClawChannel", SupportsShouldProcess = true, DefaultParameterSetName = ParameterSets.Azure)]
[OutputType(typeof(OpenClawChannel))]
public sealed class SetOpenClawChannelCommand : ClusterCmdlet
{
    /// <summary>The channel: Telegram, Discord, Slack or Teams.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChannelCompleter))]
    public string Channel { get; set; } = "";

    /// <summary>The bot token of Telegram, Discord or Slack.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>The app-level token of a Slack app (xapp-...).</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? AppToken { get; set; }

    /// <summary>For Teams: the bot's application id as user name, its client secret as password. For the others: the bot token as password, with any user name.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? BotCredential { get; set; }

    /// <summary>For Teams: the id of the bot's directory.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BotTenant { get; set; }

    /// <summary>How many seconds to wait for OpenClaw to be ready again.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    [PSDefaultValue(Value = 900)]
    public int? Timeout { get; set; }

    /// <summary>Take fields over from other field managers instead of stopping at a conflict.</summary>
    [Parameter]
    public SwitchParameter ForceConflicts { get; set; }

    /// <summary>Return once the channel is declared, without waiting for OpenClaw to be ready again.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(InstanceName ?? ClusterName ?? Cluster?.Name, async (context, cancellationToken) =>
    {
        var (cluster, name, ns) = await GetInstanceAsync(context, cancellationToken).ConfigureAwait(false);
        var defaults = new SetChannelOptions { Channel = Channel };
        var isTeams = Channel.Equals("Teams", StringComparison.OrdinalIgnoreCase) || Channel.Equals("msteams", StringComparison.OrdinalIgnoreCase);
        var options = defaults with
        {
            Token = Token ?? BotCredential?.Password,
            AppToken = AppToken,
            ApplicationId = isTeams ? BotCredential?.UserName : null,
            Tenant = BotTenant,
            Timeout = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Timeout,
            ForceConflicts = ForceConflicts,
            NoWait = NoWait,
        };
        Emit(await SetChannelOperation.RunAsync(cluster, name, ns, options, context, cancellationToken).ConfigureAwait(false));
    });
}
