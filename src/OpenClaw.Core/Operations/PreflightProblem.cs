namespace OpenClaw.Operations;

/// <summary>Something that was found wrong before anything was changed.</summary>
/// <param name="ErrorId">Stable id.</param>
/// <param name="Kind">What sort of failure it would be.</param>
/// <param name="Message">What, and what to do about it.</param>
internal sealed record PreflightProblem(string ErrorId, ErrorKind Kind, string Message);
