namespace OpenClaw.Operations.Logs;

/// <summary>Which log lines to read.</summary>
public sealed record LogQuery
{
    /// <summary>Of which programs; both when there are none.</summary>
    public IReadOnlyList<OpenClawProgram> Programs { get; init; } = [];

    /// <summary>Go on as the logs grow, also in the pods that replace today's.</summary>
    public bool Follow { get; init; }

    /// <summary>Only lines younger than this, or null for all there are.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>Only so many of the last lines of each program, or null for all there are.</summary>
    public int? Tail { get; init; }

    /// <summary>The logs of the containers that ran before the last restart.</summary>
    public bool Previous { get; init; }

    /// <summary>Have the lines show their times.</summary>
    public bool Timestamps { get; init; }
}
