namespace OpenClaw.Operations;

/// <summary>One reason why a program does not get ready.</summary>
/// <param name="Key">What tells it from other reasons; the same while only its words change.</param>
/// <param name="Text">What is wrong and what to do about it.</param>
/// <param name="Pod">The pod whose log shows more, or null.</param>
/// <param name="Container">That pod's container, or null.</param>
/// <param name="Patience">How long it must last to be worth telling: some heal by themselves in a moment.</param>
/// <param name="Hopeless">How long it must last to be what ends a change; null for what may go away by itself.</param>
internal sealed record RolloutCause(
    string Key, string Text, string? Pod = null, string? Container = null, TimeSpan Patience = default,
    TimeSpan? Hopeless = null);
