namespace OpenClaw.Operations;

/// <summary>What to remove of an instance, and how.</summary>
public sealed record UninstallOptions
{
    /// <summary>Remove the volume with OpenClaw's state and the secrets too; nothing of the instance can be brought back then.</summary>
    public bool RemoveData { get; init; }

    /// <summary>How long to wait for pods and volume to be gone. A gateway that cannot reach a channel takes up to 5.5 minutes to stop.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);
}
