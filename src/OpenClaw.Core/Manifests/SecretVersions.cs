namespace OpenClaw.Manifests;

/// <summary>
/// Marks that change when the secrets change that a program reads at its start, and tell nothing about them
/// (<see cref="InstanceSecrets.Versions"/>).
/// </summary>
/// <param name="OpenClaw">The mark of what OpenClaw reads.</param>
/// <param name="LiteLLM">The mark of what LiteLLM reads.</param>
internal sealed record SecretVersions(string OpenClaw, string LiteLLM);
