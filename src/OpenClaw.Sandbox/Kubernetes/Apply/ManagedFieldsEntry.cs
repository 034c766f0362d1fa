using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>Who owns which fields since when; an entry of metadata.managedFields.</summary>
internal sealed record ManagedFieldsEntry
{
    public required string Manager { get; init; }

    /// <summary>Apply or Update.</summary>
    public required string Operation { get; init; }

    public required string ApiVersion { get; init; }

    public string Subresource { get; init; } = "";

    public string? Time { get; init; }

    public required FieldSet Fields { get; init; }

    public bool IsApply => Operation == "Apply";

    /// <summary>The entry is about the same manager; an applier keeps its entry when it changes the API version.</summary>
    public bool HasIdentityOf(ManagedFieldsEntry other) =>
        Manager == other.Manager && Operation == other.Operation && Subresource == other.Subresource && (IsApply || ApiVersion == other.ApiVersion);

    /// <summary>The manager as conflict messages name it.</summary>
    public string Describe()
    {
        var text = $"\"{Manager}\"";
        if (Subresource.Length > 0) text += $" with subresource \"{Subresource}\"";
        return IsApply ? text : $"{text} using {ApiVersion}";
    }

    /// <summary>Reads metadata.managedFields; entries without a manager or operation are passed over.</summary>
    public static List<ManagedFieldsEntry> Read(JsonObject? metadata)
    {
        var entries = new List<ManagedFieldsEntry>();
        foreach (var node in metadata?["managedFields"] as JsonArray ?? [])
        {
            if (node is not JsonObject entry || (string?)entry["operation"] is not { Length: > 0 } operation) continue;
            entries.Add(new ManagedFieldsEntry
            {
                Manager = (string?)entry["manager"] ?? "",
                Operation = operation,
                ApiVersion = (string?)entry["apiVersion"] ?? "",
                Subresource = (string?)entry["subresource"] ?? "",
                Time = (string?)entry["time"],
                Fields = FieldSet.FromJson(entry["fieldsV1"]),
            });
        }

        return entries;
    }

    /// <summary>Writes metadata.managedFields in the API server's order.</summary>
    public static void Write(JsonObject metadata, IEnumerable<ManagedFieldsEntry> entries)
    {
        var array = new JsonArray();
        foreach (var entry in entries.Where(e => !e.Fields.IsEmpty)
            .OrderBy(e => e.Operation, StringComparer.Ordinal).ThenBy(e => e.Time ?? "", StringComparer.Ordinal)
            .ThenBy(e => e.Manager, StringComparer.Ordinal).ThenBy(e => e.ApiVersion, StringComparer.Ordinal)
            .ThenBy(e => e.Subresource, StringComparer.Ordinal))
        {
            var json = new JsonObject { ["manager"] = entry.Manager, ["operation"] = entry.Operation, ["apiVersion"] = entry.ApiVersion };
            if (entry.Time is not null) json["time"] = entry.Time;
            json["fieldsType"] = "FieldsV1";
            json["fieldsV1"] = entry.Fields.ToJson();
            if (entry.Subresource.Length > 0) json["subresource"] = entry.Subresource;
            array.Add(json);
        }

        metadata.Remove("managedFields");
        if (array.Count > 0) metadata["managedFields"] = array;
    }
}
