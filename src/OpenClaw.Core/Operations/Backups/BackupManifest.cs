using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OpenClaw.Operations.Backups;

/// <summary>The <c>manifest.json</c> of a backup: what it is of. Holds no secret.</summary>
internal sealed record BackupManifest
{
    /// <summary>What <see cref="Format"/> says.</summary>
    public const string FormatName = "openclaw-backup";

    /// <summary>The newest version of the format.</summary>
    public const int NewestVersion = 2;

    /// <summary>The version that an archive of OpenClaw's own is written with: whoever can read no other can read it.</summary>
    public const int FirstVersion = 1;

    public string Format { get; init; } = "";

    public int Version { get; init; }

    public DateTimeOffset Created { get; init; }

    public string Instance { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Cluster { get; init; } = "";

    /// <summary>The version of OpenClaw whose state it is, as OpenClaw itself says.</summary>
    public string OpenClawVersion { get; init; } = "";

    public string OpenClawImage { get; init; } = "";

    public string LiteLLMImage { get; init; } = "";

    public int? Revision { get; init; }

    /// <summary>What was asked for when that revision was applied.</summary>
    public JsonObject? RevisionData { get; init; }

    public BackupContent State { get; init; } = new("", 0, "");
}

/// <summary>A file in a backup.</summary>
/// <param name="File">Its name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits.</param>
/// <param name="Layout"><see cref="FileArchive.Layout"/> for the state's files as they lay on the volume; null for an archive of OpenClaw's own.</param>
internal sealed record BackupContent(string File, long Bytes, string Sha256, string? Layout = null);

/// <summary>How the manifest is written: camel case, indented, for people can open it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJsonContext : JsonSerializerContext;
