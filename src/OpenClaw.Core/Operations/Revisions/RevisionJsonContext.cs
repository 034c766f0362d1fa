using System.Text.Json.Serialization;

namespace OpenClaw.Operations.Revisions;

/// <summary>How a revision's data stands in the cluster: camel case, nothing for what is not set.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RevisionData))]
internal sealed partial class RevisionJsonContext : JsonSerializerContext;
