namespace OpenClaw.Manifests;

/// <summary>
/// A kind of chat channel that can be declared, in OpenClaw's words (seen to validate with OpenClaw 2026.9.6). Credentials are read from
/// variables of the pod; the configuration only names them.
/// </summary>
/// <param name="Id">OpenClaw's name for it, the key in <c>channels</c>.</param>
/// <param name="Label">What people call it, and the cmdlets.</param>
/// <param name="Plugin">The npm package of its plugin, or null for one that is part of OpenClaw.</param>
/// <param name="Credentials">Its secrets: the setting that refers to one, and the variable and key of the Secret that holds it.</param>
/// <param name="Settings">What else it needs and is no secret, with the key of the Secret that keeps it for an instance without history.</param>
internal sealed record ChannelKind(
    string Id, string Label, string? Plugin, IReadOnlyList<ChannelValue> Credentials, IReadOnlyList<ChannelValue> Settings)
{
    public static readonly ChannelKind Telegram = new("telegram", "Telegram", null, [new("botToken", "TELEGRAM_BOT_TOKEN")], []);

    public static readonly ChannelKind Discord = new("discord", "Discord", "@openclaw/discord", [new("token", "DISCORD_BOT_TOKEN")], []);

    public static readonly ChannelKind Slack = new(
        "slack", "Slack", "@openclaw/slack", [new("botToken", "SLACK_BOT_TOKEN"), new("appToken", "SLACK_APP_TOKEN")], []);

    public static readonly ChannelKind Teams = new(
        "msteams", "Teams", "@openclaw/msteams", [new("appPassword", "MSTEAMS_APP_PASSWORD")],
        [new("appId", "MSTEAMS_APP_ID"), new("tenantId", "MSTEAMS_TENANT_ID")]);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ChannelKind> All = [Telegram, Discord, Slack, Teams];

    /// <summary>Keys of the Secret that belong to this kind.</summary>
    public IEnumerable<string> Keys => Credentials.Concat(Settings).Select(static v => v.Key);

    /// <summary>Finds a kind by OpenClaw's name for it or people's, or null.</summary>
    /// <param name="name">The name, in any letter case.</param>
    public static ChannelKind? Find(string name) => All.FirstOrDefault(k =>
        k.Id.Equals(name, StringComparison.OrdinalIgnoreCase) || k.Label.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A value of a channel.</summary>
/// <param name="Setting">Its key in the channel's configuration.</param>
/// <param name="Key">Its key in the instance's Secret, and the pod's variable.</param>
internal sealed record ChannelValue(string Setting, string Key);
