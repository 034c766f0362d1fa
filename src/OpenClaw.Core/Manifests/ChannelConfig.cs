using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Manifests;

/// <summary>The declared channels in openclaw.json and in OpenClaw's pod.</summary>
internal static class ChannelConfig
{
    /// <summary>Adds the channels to a configuration; nothing for none.</summary>
    public static void AddTo(JsonObject config, InstallOptions options)
    {
        if (options.Channels is not { Count: > 0 } channels)
            return;
        config["channels"] = new JsonObject(channels.Select(static c => KeyValuePair.Create(c.Id, (JsonNode?)Block(c))));
        // OpenClaw loads a plugin that somebody else installed only when the configuration says that it is wanted.
        var plugins = channels.Where(static c => c.Kind().Plugin is not null).ToList();
        if (plugins.Count > 0)
            config["plugins"] = new JsonObject
            {
                ["entries"] = new JsonObject(plugins.Select(static c => KeyValuePair.Create(c.Id, (JsonNode?)new JsonObject { ["enabled"] = true }))),
            };
    }

    /// <summary>The variables with the channels' credentials.</summary>
    public static IEnumerable<JsonObject> Variables(InstallOptions options, InstanceNames names) =>
        (options.Channels ?? []).SelectMany(static c => c.Kind().Credentials).Select(v => PodParts.FromSecret(v.Key, names, v.Key));

    private static JsonObject Block(DeclaredChannel channel)
    {
        var block = new JsonObject { ["enabled"] = true };
        foreach (var value in channel.Kind().Credentials)
            block[value.Setting] = OpenClawConfig.FromEnvironment(value.Key);
        foreach (var (setting, value) in channel.Settings.OrderBy(static s => s.Key, StringComparer.Ordinal))
            block[setting] = value;
        return block;
    }
}
