namespace OpenClaw.Reliability.Crashes;

/// <summary>What came of one kill.</summary>
/// <param name="Request">Number of the request, from 1.</param>
/// <param name="Moment">Before or after it was handled.</param>
/// <param name="Asked">Method and path of the request.</param>
/// <param name="Killed">False when the process had sent all its requests before.</param>
/// <param name="UnderLock">The killed process left a lock that it held.</param>
/// <param name="SecretsWereThere">The Secret had been stored before the kill.</param>
/// <param name="Rerun">How long the next run took, from its start to Ready.</param>
/// <param name="Problem">What was wrong afterwards, or null.</param>
internal sealed record CrashResult(
    int Request, KillMoment Moment, string Asked, bool Killed, bool UnderLock, bool SecretsWereThere, TimeSpan Rerun, string? Problem)
{
    /// <summary>The request was one that changes something.</summary>
    public bool AtWrite => Requests.IsWrite(Asked);

    public override string ToString() => $"killed {Moment} request {Request} ({Asked}): {Problem ?? "converged"}";
}
