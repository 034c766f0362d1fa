namespace OpenClaw;

/// <summary>A chat channel of an instance.</summary>
public sealed record OpenClawChannel
{
    /// <summary>Which channel: <c>Telegram</c>, <c>Discord</c>, <c>Slack</c>, <c>Teams</c>, or OpenClaw's own name for another one.</summary>
    public required string Channel { get; init; }

    /// <summary>The instance's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Where it came from.</summary>
    public required OpenClawChannelSource Source { get; init; }

    /// <summary>Whether OpenClaw's configuration has it switched on; null when the configuration cannot be read or does not have it yet.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether all its credentials are in the instance's Secret; null for a channel that was made in OpenClaw.</summary>
    public bool? HasCredential { get; init; }

    /// <summary>The npm package of its plugin, or null for a channel that needs none, or whose plugin is not known here.</summary>
    public string? Plugin { get; init; }

    /// <summary>The cluster it is in.</summary>
    public required OpenClawCluster Cluster { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Channel} of {Namespace}/{Name}";
}
