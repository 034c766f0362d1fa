namespace OpenClaw.Azure;

/// <summary>One page of a list.</summary>
/// <param name="Value">What is on it.</param>
/// <param name="NextLink">Where the next page is, or null.</param>
internal sealed record ArmPage<T>(IReadOnlyList<T> Value, string? NextLink);
