namespace OpenClaw;

/// <summary>One line of a program's log, its secrets masked.</summary>
public sealed record OpenClawLogLine
{
    /// <summary>The program that wrote it.</summary>
    public required OpenClawProgram Program { get; init; }

    /// <summary>The pod it ran in.</summary>
    public required string Pod { get; init; }

    /// <summary>When it was written, or null where the cluster does not tell.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The line.</summary>
    public required string Text { get; init; }

    /// <summary>True where the line is to be shown with its time.</summary>
    internal bool ShowsTime { get; init; }

    /// <summary>The line as it is shown: the program, the time where it was asked for, the text.</summary>
    public override string ToString() => ShowsTime && Time is { } time ? $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} [{Program}] {Text}" : $"[{Program}] {Text}";
}
