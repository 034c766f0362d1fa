namespace OpenClaw;

/// <summary>An error that a user is meant to read: a stable id, a kind, the thing it is about and a sentence that says what to do.</summary>
/// <param name="errorId">A stable id, the name of the message's resource, for example <c>ModelConfigInvalid</c>.</param>
/// <param name="kind">What sort of failure it is.</param>
/// <param name="message">What went wrong and what to do about it. Holds no secret.</param>
/// <param name="target">What the error is about: a name, a path, an object.</param>
/// <param name="inner">The exception that caused it, if any.</param>
public class OpenClawException(string errorId, ErrorKind kind, string message, object? target = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>A stable id of the error; scripts may test for it.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>What sort of failure it is.</summary>
    public ErrorKind Kind { get; } = kind;

    /// <summary>What the error is about, or null.</summary>
    public object? Target { get; } = target;

    /// <summary>What to do about it, in one sentence, where it is not part of the message already; or null.</summary>
    public string? RecommendedAction { get; init; }
}
