using System.Net;
using System.Text.RegularExpressions;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Channels;

/// <summary>What the user gave for a channel, checked before anything is asked or changed. Has no text form.</summary>
internal sealed partial class ChannelInput
{
    private ChannelInput(ChannelKind kind, Dictionary<string, string?> values) => (Kind, Values) = (kind, values);

    /// <summary>The kind of channel.</summary>
    public ChannelKind Kind { get; }

    /// <summary>Values for the Secret, by its keys.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; }

    /// <summary>Checks what was given.</summary>
    /// <exception cref="OpenClawException">Something is wrong; the message never holds a value.</exception>
    public static ChannelInput Read(SetChannelOptions options)
    {
        var kind = FindKind(options.Channel);
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        var isSlack = kind == ChannelKind.Slack;
        var isTeams = kind == ChannelKind.Teams;
        Add(kind.Credentials[0].Key, options.Token is null ? null : new NetworkCredential("", options.Token).Password, What(kind.Credentials[0].Key), Pattern(kind));
        Add(isSlack ? kind.Credentials[1].Key : null, options.AppToken is null ? null : new NetworkCredential("", options.AppToken).Password, ChannelMessages.SlackAppToken, SlackApp());
        Add(isTeams ? kind.Settings[0].Key : null, options.ApplicationId, ChannelMessages.TeamsAppId, Id());
        Add(isTeams ? kind.Settings[1].Key : null, options.Tenant, ChannelMessages.TeamsTenant, Id());
        return new(kind, values);

        void Add(string? key, string? value, string what, Regex pattern)
        {
            if (value is null)
                return;
            if (key is null)
                throw Error(nameof(ChannelMessages.ChannelValueNotUsed), ChannelMessages.ChannelValueNotUsed, kind.Label, what);
            if (!pattern.IsMatch(value))
                throw Error(nameof(ChannelMessages.ChannelValueInvalid), ChannelMessages.ChannelValueInvalid, kind.Label, what);
            values[key] = value;
        }

        OpenClawException Error(string id, string text, params object[] args) =>
            new(id, ErrorKind.InvalidArgument, MessageText.Format(text, args), kind.Label);
    }

    /// <summary>The kind of that name.</summary>
    /// <exception cref="OpenClawException">There is none.</exception>
    public static ChannelKind FindKind(string name) => ChannelKind.Find(name) ?? throw new OpenClawException(
        nameof(ChannelMessages.ChannelUnknown), ErrorKind.InvalidArgument,
        MessageText.Format(ChannelMessages.ChannelUnknown, name, string.Join(", ", ChannelKind.All.Select(static k => k.Label))), name);

    /// <summary>The channel as it is declared with what is stored and these values.</summary>
    /// <param name="stored">The values of the stored Secret.</param>
    /// <exception cref="OpenClawException">Something it needs is neither given nor stored.</exception>
    public DeclaredChannel Declare(IReadOnlyDictionary<string, string> stored)
    {
        if (Kind.Keys.FirstOrDefault(k => !Values.ContainsKey(k) && !stored.ContainsKey(k)) is { } missing)
            throw new OpenClawException(
                nameof(ChannelMessages.ChannelValueMissing), ErrorKind.InvalidArgument,
                MessageText.Format(ChannelMessages.ChannelValueMissing, Kind.Label, What(missing)), Kind.Label);
        return new(Kind.Id, Kind.Settings.ToDictionary(static s => s.Setting, s => Values.GetValueOrDefault(s.Key) ?? stored[s.Key]));
    }

    private static string What(string key) => key switch
    {
        "TELEGRAM_BOT_TOKEN" => ChannelMessages.TelegramToken,
        "DISCORD_BOT_TOKEN" => ChannelMessages.DiscordToken,
        "SLACK_BOT_TOKEN" => ChannelMessages.SlackToken,
        "SLACK_APP_TOKEN" => ChannelMessages.SlackAppToken,
        "MSTEAMS_APP_PASSWORD" => ChannelMessages.TeamsSecret,
        "MSTEAMS_APP_ID" => ChannelMessages.TeamsAppId,
        _ => ChannelMessages.TeamsTenant,
    };

    private static Regex Pattern(ChannelKind kind) =>
        kind == ChannelKind.Telegram ? TelegramBot() : kind == ChannelKind.Slack ? SlackBot() : Printable();

    [GeneratedRegex(@"\A[0-9]+:[A-Za-z0-9_-]{20,}\z")]
    private static partial Regex TelegramBot();

    [GeneratedRegex(@"\Axoxb-[A-Za-z0-9-]{8,}\z")]
    private static partial Regex SlackBot();

    [GeneratedRegex(@"\Axapp-[A-Za-z0-9-]{8,}\z")]
    private static partial Regex SlackApp();

    [GeneratedRegex(@"\A[\x21-\x7E]{8,}\z")]
    private static partial Regex Printable();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\z")]
    private static partial Regex Id();
}
