namespace OpenClaw.Azure;

/// <summary>How much of a quota is used.</summary>
/// <param name="CurrentValue">What is used.</param>
/// <param name="Limit">What may be used.</param>
/// <param name="Name">The quota: <c>cores</c> for all of the region, else a family.</param>
internal sealed record ComputeUsage(long CurrentValue, long Limit, ComputeUsageName Name)
{
    /// <summary>What is left.</summary>
    public long Left => Limit - CurrentValue;
}

/// <summary>A quota's name, for programs and for people.</summary>
internal sealed record ComputeUsageName(string Value, string? LocalizedValue);
