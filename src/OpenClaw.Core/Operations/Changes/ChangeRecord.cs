using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenClaw.Operations.Changes;

/// <summary>
/// What the cluster keeps of a change that is not proven yet, so that whoever comes after a run that was killed knows where to go on or back to.
/// Holds no secret; the former secrets stand beside it in the instance's Secret.
/// </summary>
/// <param name="What">Which change it is; the same for the same request.</param>
/// <param name="Revision">Number of the revision that was proven last.</param>
/// <param name="OpenClawImage">The image OpenClaw is to have, which may have changed its state for itself.</param>
/// <param name="Backup">The backup of the state before the change, or null when there is none.</param>
/// <param name="Started">When it was begun.</param>
internal sealed record ChangeRecord(string What, int Revision, string OpenClawImage, string? Backup, DateTimeOffset Started)
{
    /// <summary>Reads a record; null for what is none.</summary>
    /// <param name="text">The text of it, or null.</param>
    public static ChangeRecord? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, ChangeJsonContext.Default.ChangeRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text that is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ChangeJsonContext.Default.ChangeRecord);
}

/// <summary>How a record stands in the cluster.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChangeRecord))]
internal sealed partial class ChangeJsonContext : JsonSerializerContext;
