namespace OpenClaw.Bench.Measures;

/// <summary>How much is measured.</summary>
/// <param name="Megabytes">What one download or upload carries; each of eight carries a quarter of it.</param>
/// <param name="Requests">Requests on new connections.</param>
/// <param name="FarRequests">The same over the delayed network.</param>
/// <param name="KeptRequests">Requests on a kept connection.</param>
internal sealed record Sizes(int Megabytes, int Requests, int FarRequests, int KeptRequests)
{
    /// <summary>How long the connection beside the sleeping reader is measured.</summary>
    public TimeSpan BesideSleeper { get; init; } = TimeSpan.FromSeconds(3);
}
