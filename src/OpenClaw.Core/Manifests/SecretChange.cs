namespace OpenClaw.Manifests;

/// <summary>What a change that has yet to be proven does to an instance's Secret.</summary>
/// <param name="Values">New values of the gateway token or the master key; the Azure keys are the model config's.</param>
/// <param name="Record">What is noted of the change while it is not proven; null when it is over.</param>
internal sealed record SecretChange(IReadOnlyDictionary<string, string> Values, string? Record);
