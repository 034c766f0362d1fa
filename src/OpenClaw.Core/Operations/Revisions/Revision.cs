using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations.Revisions;

/// <summary>One state of an instance that was applied, as the cluster keeps it: a ControllerRevision, whose data cannot be changed.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Object">The object.</param>
internal sealed record Revision(int Number, JsonObject Object)
{
    /// <summary>When it was applied.</summary>
    public DateTimeOffset Created => DateTimeOffset.TryParse(
        Object.Child("metadata").Text("creationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time : DateTimeOffset.MinValue;

    /// <summary>Which object it is.</summary>
    public ResourceName Name => ResourceName.Of(Object);

    /// <summary>The annotation with the name of the backup.</summary>
    public const string StateBackupAnnotation = InstanceLabels.Manager + "/state-backup";

    /// <summary>Name of the backup of OpenClaw's state as it was when this revision was left for another version, or null.</summary>
    public string? StateBackup => Object.Child("metadata").Child("annotations").Text(StateBackupAnnotation);

    /// <summary>What was asked for, or null when another version of this product wrote what this one cannot read.</summary>
    public RevisionData? Data
    {
        get
        {
            try
            {
                return Object["data"]?.Deserialize(RevisionJsonContext.Default.RevisionData);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>A revision to be stored.</summary>
    /// <param name="names">The instance.</param>
    /// <param name="number">Its number.</param>
    /// <param name="data">What was asked for.</param>
    public static Revision Create(InstanceNames names, int number, RevisionData data) => new(number, new()
    {
        ["apiVersion"] = ResourceKind.ControllerRevision.ApiVersion,
        ["kind"] = ResourceKind.ControllerRevision.Kind,
        ["metadata"] = DesiredState.Metadata(names, names.Revision(number), InstanceLabels.Of(names)),
        ["revision"] = number,
        ["data"] = ToJson(data),
    });

    /// <summary>Whether it holds this data.</summary>
    /// <param name="data">The data.</param>
    public bool Holds(RevisionData data) => JsonNode.DeepEquals(Object["data"], ToJson(data));

    private static JsonNode? ToJson(RevisionData data) => JsonSerializer.SerializeToNode(data, RevisionJsonContext.Default.RevisionData);
}
