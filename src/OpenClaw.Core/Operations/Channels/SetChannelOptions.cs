using System.Security;

namespace OpenClaw.Operations.Channels;

/// <summary>What a channel is to be. What is not given stays as it is stored.</summary>
public sealed record SetChannelOptions
{
    /// <summary>The channel: Telegram, Discord, Slack or Teams.</summary>
    public required string Channel { get; init; }

    /// <summary>The bot token; for Teams the bot's client secret.</summary>
    public SecureString? Token { get; init; }

    /// <summary>The app-level token of a Slack app.</summary>
    public SecureString? AppToken { get; init; }

    /// <summary>The application id of a Teams bot.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The directory of a Teams bot.</summary>
    public string? Tenant { get; init; }

    /// <summary>How long to wait for OpenClaw to be ready again.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Take fields over from other field managers instead of stopping at a conflict.</summary>
    public bool ForceConflicts { get; init; }

    /// <summary>Return once the channel is declared, without waiting for OpenClaw to be ready again.</summary>
    public bool NoWait { get; init; }
}
