namespace OpenClaw.Sandbox.Arm;

/// <summary>A request to Resource Manager and how it was answered; no bodies, tokens or query strings with signatures.</summary>
/// <param name="Time">When it came.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without query.</param>
/// <param name="ApiVersion">The api-version asked for, or null.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="ErrorCode">Azure's error code when it was refused, or null.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record RequestLogEntry(
    DateTimeOffset Time, string Method, string Path, string? ApiVersion, int Status, string? ErrorCode, TimeSpan Duration);
