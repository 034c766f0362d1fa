namespace OpenClaw;

/// <summary>A backup of an instance's state in a file on this machine.</summary>
public sealed record OpenClawBackup
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Length of the file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file in lower-case hexadecimal digits, as <c>sha256sum</c> and <c>Get-FileHash</c> tell it.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whether a passphrase is needed to read it.</summary>
    public required bool Encrypted { get; init; }

    /// <summary>When the state was saved.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The instance it is of.</summary>
    public required string InstanceName { get; init; }

    /// <summary>The instance's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The cluster's name.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The version of OpenClaw whose state it is; the same or a newer one can take it up.</summary>
    public required string OpenClawVersion { get; init; }

    /// <summary>LiteLLM's image of the instance.</summary>
    public string? LiteLLMImage { get; init; }

    /// <summary>Number of the revision the instance had, or null.</summary>
    public int? Revision { get; init; }

    /// <summary>Length of the state's own archive in the file, in bytes.</summary>
    public required long StateBytes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
