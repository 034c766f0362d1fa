namespace OpenClaw.Kubernetes;

/// <summary>How to apply an object.</summary>
/// <param name="FieldManager">Who owns the applied fields.</param>
/// <param name="Force">Take fields over from other managers instead of failing with 409.</param>
/// <param name="DryRun">Have the server do everything but store it.</param>
internal sealed record ApplyOptions(string FieldManager, bool Force = false, bool DryRun = false);
