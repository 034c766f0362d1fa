namespace OpenClaw.Operations.Changes;

/// <summary>How a change is carried out.</summary>
public sealed record ChangeOptions
{
    /// <summary>How long each program may take to be ready.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Take healthy programs for proof, and save the tokens of a chat.</summary>
    public bool SkipChat { get; init; }

    /// <summary>Change OpenClaw's version without a backup of its state: going back would leave it the state as the other version made it.</summary>
    public bool SkipBackup { get; init; }

    /// <summary>Take fields over from other field managers instead of stopping at a conflict.</summary>
    public bool ForceConflicts { get; init; }
}
