namespace OpenClaw.Azure;

/// <summary>How a long-running operation stands.</summary>
/// <param name="Status"><c>Succeeded</c>, <c>Failed</c>, <c>Canceled</c> or one of many words for "not yet".</param>
internal sealed record OperationStatus(string Status);
