namespace OpenClaw.Operations.Changes;

/// <summary>Where to go back to.</summary>
public sealed record UndoOptions
{
    /// <summary>Number of the revision; null means the one before the current one.</summary>
    public int? Revision { get; init; }

    /// <summary>Keep OpenClaw's state as it is, also where the revision has another version and a backup of its own.</summary>
    public bool KeepState { get; init; }
}
