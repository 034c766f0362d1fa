namespace OpenClaw;

/// <summary>What one check of an instance found.</summary>
public sealed record OpenClawTestResult
{
    /// <summary>The link of the chain that was checked, for example <c>Gateway</c>; for an endpoint <c>Azure OpenAI</c> and its name.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended.</summary>
    public required OpenClawTestStatus Status { get; init; }

    /// <summary>What was seen, or why it was not tested.</summary>
    public required string Detail { get; init; }

    /// <summary>What to do about it, or null where nothing is to be done.</summary>
    public string? Remedy { get; init; }

    /// <summary>How long the check took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The instance's name.</summary>
    public required string InstanceName { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Status}: {Name}: {Detail}";
}
