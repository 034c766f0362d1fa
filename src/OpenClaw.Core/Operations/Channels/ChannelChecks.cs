using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Checks;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Channels;

/// <summary>The checks of one channel.</summary>
/// <param name="reader">The instance, which has been read.</param>
/// <param name="names">The instance.</param>
/// <param name="channel">The channel.</param>
/// <param name="context">Is asked before the credential is tried.</param>
internal sealed class ChannelChecks(ChannelReader reader, InstanceNames names, OpenClawChannel channel, OperationContext context)
{
    private readonly ChannelKind? _kind = ChannelKind.Find(channel.Channel);

    private bool IsDeclared => channel.Source == OpenClawChannelSource.Declared;

    private string Id => _kind?.Id ?? channel.Channel;

    /// <summary>Whether its credentials are where OpenClaw reads them.</summary>
    public CheckOutcome Credential()
    {
        if (!IsDeclared)
            return CheckOutcome.Skipped(ChannelMessages.CredentialOwn);
        var stored = InstanceSecrets.Decode(reader.State!.StoredSecret);
        return _kind!.Credentials.FirstOrDefault(v => !stored.ContainsKey(v.Key)) is { } missing
            ? CheckOutcome.Failed(
                MessageText.Format(ChannelMessages.CredentialMissing, missing.Key, names.Secret),
                MessageText.Format(ChannelMessages.CredentialRemedy, names.Name, channel.Channel))
            : CheckOutcome.Passed(MessageText.Format(ChannelMessages.CredentialPassed, names.Secret));
    }

    /// <summary>Whether its plugin is on the volume and switched on.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> PluginAsync(CancellationToken cancellationToken)
    {
        if (_kind?.Plugin is not { } plugin)
            return CheckOutcome.Passed(ChannelMessages.PluginNone);
        return await new ChannelPlugin(reader.Gateway!, _kind).FindAsync(cancellationToken).ConfigureAwait(false) switch
        {
            null => CheckOutcome.Failed(MessageText.Format(ChannelMessages.PluginMissing, plugin), ChannelMessages.PluginRemedy),
            var found when !found.Flag("enabled") =>
                CheckOutcome.Failed(MessageText.Format(ChannelMessages.PluginDisabled, plugin), ChannelMessages.PluginRemedy),
            var found => CheckOutcome.Passed(MessageText.Format(ChannelMessages.PluginPassed, plugin, found.Text("version"))),
        };
    }

    /// <summary>Whether OpenClaw's configuration has it, switched on.</summary>
    public CheckOutcome Configuration() => channel.Enabled switch
    {
        true => CheckOutcome.Passed(ChannelMessages.ConfigPassed),
        null => CheckOutcome.Failed(ChannelMessages.ConfigMissing, Restart()),
        false when IsDeclared => CheckOutcome.Warning(ChannelMessages.ConfigDisabled, Restart()),
        _ => CheckOutcome.Warning(ChannelMessages.ConfigDisabled, ChannelMessages.ConfigOwnRemedy),
    };

    /// <summary>How the gateway says that it is, after it has tried the credential.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> StatusAsync(CancellationToken cancellationToken)
    {
        var remedy = MessageText.Format(ChannelMessages.StatusRemedy, names.Name);
        var mayTry = await context.ShouldChange(
            MessageText.Format(ChannelMessages.ChannelTarget, channel.Channel, $"{names.Namespace}/{names.Name}", channel.Cluster.Name),
            ChannelMessages.ActionProbe, cancellationToken).ConfigureAwait(false);
        string[] command = ["channels", "status", "--json", .. mayTry ? (string[])["--probe"] : [], "--channel", Id];
        var answer = await reader.Gateway!.RunAsync(cancellationToken, command).ConfigureAwait(false);
        var status = answer.RequireJson("channels status");
        if (status.Child("channelAccounts").Children(Id).ToList() is not { Count: > 0 } accounts)
            return CheckOutcome.Failed(ChannelMessages.StatusUnknown, remedy);
        var outcomes = accounts.Select(a => Judge(a, status, remedy, answer.Mask)).ToList();
        return outcomes.MaxBy(static o => o.Status switch { OpenClawTestStatus.Failed => 2, OpenClawTestStatus.Warning => 1, _ => 0 })!;
    }

    private CheckOutcome Judge(JsonObject account, JsonObject status, string remedy, SecretMask mask)
    {
        var issue = status.Children("statusIssues").FirstOrDefault(i => i.Text("channel") == Id && i.Text("accountId") == account.Text("accountId"));
        var why = account.Text("lastError") ?? account.Child("probe").Text("error") ?? issue.Text("message");
        var because = why is null ? "" : MessageText.Format(ChannelMessages.StatusBecause, mask.Apply(why).TrimEnd('.'));
        // Telegram, Discord and Slack answer a wrong token so.
        if (account.Child("probe").Integer("status") is 401 or 403 or 404)
            return CheckOutcome.Failed(MessageText.Format(ChannelMessages.ProbeRefused, channel.Channel, mask.Apply(why ?? "401")), remedy);
        if (!account.Flag("running"))
            return CheckOutcome.Failed(MessageText.Format(ChannelMessages.StatusNotRunning, because), issue.Text("fix") is { } fix ? mask.Apply(fix) : remedy);
        if (account.Flag("connected"))
            return CheckOutcome.Passed(ChannelMessages.StatusConnected);
        return account.ContainsKey("connected") || why is not null
            ? CheckOutcome.Warning(MessageText.Format(ChannelMessages.StatusNotConnected, because), remedy)
            : CheckOutcome.Passed(ChannelMessages.StatusRunning);
    }

    private string Restart() => MessageText.Format(ChannelMessages.ConfigRemedy, names.OpenClaw, names.Namespace);
}
