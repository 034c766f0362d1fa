using System.Security;

namespace OpenClaw.Operations.Backups;

/// <summary>What to restore, and how.</summary>
public sealed record RestoreOptions
{
    /// <summary>Full path of the backup's file.</summary>
    public required string Path { get; init; }

    /// <summary>The passphrase it was encrypted with, or null.</summary>
    public SecureString? Passphrase { get; init; }

    /// <summary>How long OpenClaw has to be ready with the restored state before the one that was there is put back.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);
}
