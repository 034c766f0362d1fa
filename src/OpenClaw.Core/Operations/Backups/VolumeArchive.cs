namespace OpenClaw.Operations.Backups;

/// <summary>An archive of OpenClaw's state on its own volume.</summary>
/// <param name="Name">Its name among the instance's archives.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Created">When it was made.</param>
internal sealed record VolumeArchive(string Name, long Bytes, DateTimeOffset Created)
{
    /// <summary>Its SHA-256 in lower-case hexadecimal digits; empty in a list.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The version of OpenClaw whose state it is; empty in a list.</summary>
    public string OpenClawVersion { get; init; } = "";

    /// <summary>How it is made, as <see cref="BackupContent.Layout"/>.</summary>
    public string? Layout { get; init; }
}
