namespace OpenClaw;

/// <summary>How a check ended.</summary>
public enum OpenClawTestStatus
{
    /// <summary>This link of the chain works.</summary>
    Passed,

    /// <summary>It works, but something about it wants attention, or it has not finished starting.</summary>
    Warning,

    /// <summary>It is broken.</summary>
    Failed,

    /// <summary>It was not tested: it does not apply here, was not asked for, or an earlier link is broken.</summary>
    Skipped,
}
