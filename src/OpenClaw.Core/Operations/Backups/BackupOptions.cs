using System.Security;

namespace OpenClaw.Operations.Backups;

/// <summary>Where a backup goes, and how.</summary>
public sealed record BackupOptions
{
    /// <summary>Full path of the file, or of a folder that is there: the file is then named after instance and time.</summary>
    public required string Path { get; init; }

    /// <summary>Encrypt it with this passphrase; null leaves it readable for everybody who gets hold of it.</summary>
    public SecureString? Passphrase { get; init; }

    /// <summary>Overwrite a file that is there.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Stop OpenClaw, save its files as they lie on the volume through a pod of its own, and start it again: for an OpenClaw that does not start.
    /// </summary>
    public bool Offline { get; init; }
}
