namespace OpenClaw.Operations;

/// <summary>Something an operation tells its caller while it works.</summary>
public abstract record OperationMessage;

/// <summary>How far an operation is.</summary>
/// <param name="Activity">The operation, for example <c>Installing openclaw</c>; the same for all its messages.</param>
/// <param name="Status">What it is doing now, in a few words.</param>
/// <param name="PercentComplete">0 to 100, or null when it is not known.</param>
/// <param name="CurrentOperation">A detail of the status, or null.</param>
/// <param name="Completed">True for the last message of this activity.</param>
public sealed record ProgressMessage(
    string Activity, string Status, int? PercentComplete = null, string? CurrentOperation = null, bool Completed = false)
    : OperationMessage;

/// <summary>A milestone or detail for those who asked for more.</summary>
/// <param name="Text">One sentence, no secrets.</param>
public sealed record VerboseMessage(string Text) : OperationMessage;

/// <summary>Something the user should know although the operation goes on.</summary>
/// <param name="Text">What, and what to do about it.</param>
public sealed record WarningMessage(string Text) : OperationMessage;

/// <summary>A request or decision, for debugging; never bodies or headers that hold secrets.</summary>
/// <param name="Text">One line, no secrets.</param>
public sealed record DebugMessage(string Text) : OperationMessage;
