using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Channels;

/// <summary>Reads the channels of an instance: those that are declared, and those somebody made in OpenClaw.</summary>
internal sealed class ChannelReader(IKubernetesClient client, OpenClawCluster cluster, InstanceNames names, OperationContext context)
{
    /// <summary>The instance, once it is read.</summary>
    public InstalledState? State { get; private set; }

    /// <summary>The running gateway, once the instance is read.</summary>
    public GatewayCommand? Gateway { get; private set; }

    /// <summary>OpenClaw's own configuration, once the instance is read; null when it cannot be read.</summary>
    public JsonObject? Config { get; private set; }

    /// <summary>Reads them. A gateway that does not run is a warning; what is declared is known without it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<OpenClawChannel>> ReadAsync(CancellationToken cancellationToken)
    {
        State = await InstalledState.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
        var stored = InstanceSecrets.Decode(State.StoredSecret);
        Gateway = new(client, names, new(stored.Values));
        try
        {
            Config = await Gateway.ReadConfigAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OpenClawException e)
        {
            context.Warning(MessageText.Format(ChannelMessages.NoConfig, e.Message));
        }
        var declared = State.Options.Channels ?? [];
        var blocks = Config.Child("channels");
        var own = (blocks ?? []).Where(b => b.Value is JsonObject && b.Key != "defaults" && declared.All(c => c.Id != b.Key)).Select(static b => b.Key);
        return
        [
            .. declared.Select(c => New(c.Kind().Label, OpenClawChannelSource.Declared, blocks.Child(c.Id)) with
            {
                HasCredential = c.Kind().Credentials.All(v => stored.ContainsKey(v.Key)),
                Plugin = c.Kind().Plugin,
            }),
            .. own.Order(StringComparer.Ordinal).Select(id => New(ChannelKind.Find(id)?.Label ?? id, OpenClawChannelSource.OpenClaw, blocks.Child(id)) with
            {
                Plugin = ChannelKind.Find(id)?.Plugin,
            }),
        ];
    }

    /// <summary>True when a channel answers to a name of the user's.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="name">OpenClaw's name for it or people's.</param>
    public static bool Is(OpenClawChannel channel, string name) =>
        channel.Channel.Equals(ChannelKind.Find(name)?.Label ?? name, StringComparison.OrdinalIgnoreCase);

    private OpenClawChannel New(string label, OpenClawChannelSource source, JsonObject? block) => new()
    {
        Channel = label,
        Name = names.Name,
        Namespace = names.Namespace,
        Source = source,
        // A block without the switch is on.
        Enabled = block is null ? null : block["enabled"] is not JsonValue value || !value.TryGetValue(out bool on) || on,
        Cluster = cluster,
    };
}
