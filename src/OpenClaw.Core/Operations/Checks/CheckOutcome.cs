namespace OpenClaw.Operations.Checks;

/// <summary>How a check ended, before anybody timed it.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Remedy">What to do about it, or null.</param>
internal sealed record CheckOutcome(OpenClawTestStatus Status, string Detail, string? Remedy = null)
{
    public static CheckOutcome Passed(string detail) => new(OpenClawTestStatus.Passed, detail);

    public static CheckOutcome Warning(string detail, string remedy) => new(OpenClawTestStatus.Warning, detail, remedy);

    public static CheckOutcome Failed(string detail, string remedy) => new(OpenClawTestStatus.Failed, detail, remedy);

    public static CheckOutcome Skipped(string reason) => new(OpenClawTestStatus.Skipped, reason);
}
