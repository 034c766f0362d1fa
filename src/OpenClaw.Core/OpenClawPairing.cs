namespace OpenClaw;

/// <summary>Somebody who waits for approval: a device (a browser or app), or a user of a chat channel.</summary>
public sealed record OpenClawPairing
{
    /// <summary>What approves it: the request's id of a device, the code of a channel user.</summary>
    public required string Id { get; init; }

    /// <summary><c>Device</c>, or the channel the user wrote in.</summary>
    public required string Kind { get; init; }

    /// <summary>Who: the device's name, or the user's name and id in the channel.</summary>
    public required string From { get; init; }

    /// <summary>Where a device comes from, or what it asks for; null when nothing is known.</summary>
    public string? Detail { get; init; }

    /// <summary>When it asked.</summary>
    public DateTimeOffset? Requested { get; init; }

    /// <summary>The instance's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The cluster it is in.</summary>
    public required OpenClawCluster Cluster { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {From}";
}
