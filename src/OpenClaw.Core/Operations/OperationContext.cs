namespace OpenClaw.Operations;

/// <summary>
/// What an operation needs of its caller: a place for its messages and an answer to "may I change this?".
/// Made of delegates, not interfaces, because a PowerShell assembly type that implemented an interface of this assembly
/// would load it before the module's resolver is in place.
/// </summary>
public sealed class OperationContext
{
    /// <summary>A context that drops every message and allows every change.</summary>
    public static OperationContext Silent { get; } = new();

    /// <summary>Takes the operation's messages; called from any thread, one call at a time is not promised.</summary>
    public Action<OperationMessage> Write { get; init; } = static _ => { };

    /// <summary>
    /// Asked once before each change that a user would want to be asked about: target, action. False means do not.
    /// With -WhatIf it prints the question and says no.
    /// </summary>
    public Func<string, string, CancellationToken, Task<bool>> ShouldChange { get; init; } = static (_, _, _) => Task.FromResult(true);

    /// <summary>True when nothing is to be changed, only shown (-WhatIf): an operation may then ask the server for a dry run.</summary>
    public bool WhatIf { get; init; }

    /// <summary>The clock of waits between requests.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Tells how far the operation is.</summary>
    /// <inheritdoc cref="ProgressMessage(string, string, int?, string?, bool)"/>
    public void Progress(string activity, string status, int? percentComplete = null, string? currentOperation = null) =>
        Write(new ProgressMessage(activity, status, percentComplete, currentOperation));

    /// <summary>Tells that an activity is over.</summary>
    /// <param name="activity">The activity of the earlier messages.</param>
    public void ProgressCompleted(string activity) => Write(new ProgressMessage(activity, "Done", 100, null, Completed: true));

    /// <summary>Writes a milestone.</summary>
    /// <param name="text">One sentence, no secrets.</param>
    public void Verbose(string text) => Write(new VerboseMessage(text));

    /// <summary>Writes a warning.</summary>
    /// <param name="text">What, and what to do about it.</param>
    public void Warning(string text) => Write(new WarningMessage(text));

    /// <summary>Writes a debug line.</summary>
    /// <param name="text">One line, no secrets.</param>
    public void Debug(string text) => Write(new DebugMessage(text));
}
