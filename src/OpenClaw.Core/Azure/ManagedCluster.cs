namespace OpenClaw.Azure;

/// <summary>A managed cluster as Azure sends it and as we send it. What we do not use is left out.</summary>
internal sealed record ManagedCluster
{
    /// <summary>Resource id; Azure sets it.</summary>
    public string? Id { get; init; }

    /// <summary>Name; Azure sets it.</summary>
    public string? Name { get; init; }

    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Pricing tier.</summary>
    public ManagedClusterSku? Sku { get; init; }

    /// <summary>The cluster's own identity.</summary>
    public ManagedClusterIdentity? Identity { get; init; }

    /// <summary>Everything else.</summary>
    public required ManagedClusterProperties Properties { get; init; }
}

/// <summary>Pricing tier: name <c>Base</c>, tier <c>Free</c> or <c>Standard</c>.</summary>
internal sealed record ManagedClusterSku(string? Name, string? Tier);

/// <summary>The cluster's own identity, for example <c>SystemAssigned</c>.</summary>
internal sealed record ManagedClusterIdentity(string? Type);
