using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>Server-side apply and the record of who owns which field.</summary>
internal static class FieldManager
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly string[] UnownedMetadata =
        ["name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>Records in <paramref name="after"/> what a create, update or patch by that manager changed.</summary>
    public static void RecordUpdate(ResourceType type, JsonObject? before, JsonObject after, string manager, string? subresource, DateTimeOffset now)
    {
        var entries = ManagedFieldsEntry.Read(Metadata(after));
        if (entries.Count == 0) entries = ManagedFieldsEntry.Read(Metadata(before));
        var comparison = Comparison.Of(type.Schema, before ?? Canonicalizer.Canonicalize(type.Schema, []), after);
        var changed = comparison.Modified.Union(comparison.Added);
        var self = new ManagedFieldsEntry
        {
            Manager = manager,
            Operation = "Update",
            ApiVersion = type.ApiVersion,
            Subresource = subresource ?? "",
            Time = Scalars.FormatTime(now),
            Fields = new FieldSet(),
        };
        var result = new List<ManagedFieldsEntry>();
        foreach (var entry in entries)
        {
            if (entry.HasIdentityOf(self)) self = self with { Fields = entry.Fields, Time = entry.Time };
            else result.Add(entry with { Fields = entry.Fields.Except(comparison.Removed).Except(changed) });
        }

        var fields = Strip(self.Fields.Except(comparison.Removed).Union(changed));
        var isChanged = !fields.Except(self.Fields).IsEmpty || !self.Fields.Except(fields).IsEmpty;
        result.Add(self with { Fields = fields, Time = isChanged ? Scalars.FormatTime(now) : self.Time });
        ManagedFieldsEntry.Write(Metadata(after)!, result);
    }

    /// <summary>
    /// The live object (or an empty one) with the configuration applied and the ownership recorded. Throws <see cref="StatusException"/>
    /// 409 when another manager owns a field the configuration changes, unless forced.
    /// </summary>
    public static JsonObject Apply(ResourceType type, JsonObject live, JsonObject config, string manager, string? subresource, bool force, DateTimeOffset now)
    {
        var entries = ManagedFieldsEntry.Read(Metadata(live));
        var self = new ManagedFieldsEntry
        {
            Manager = manager,
            Operation = "Apply",
            ApiVersion = type.ApiVersion,
            Subresource = subresource ?? "",
            Time = Scalars.FormatTime(now),
            Fields = FieldSets.Of(type.Schema, config),
        };
        var previous = entries.Find(e => e.HasIdentityOf(self));
        var others = entries.Where(e => !e.HasIdentityOf(self)).ToList();

        var merged = (JsonObject)Merger.Merge(type.Schema, live, config)!;
        var owned = others.Aggregate(self.Fields, (set, e) => set.Union(e.Fields));
        var result = Pruner.Prune(type.Schema, merged, previous?.Fields ?? new FieldSet(), owned);

        var comparison = Comparison.Of(type.Schema, live, result);
        var changed = comparison.Modified.Union(comparison.Added);
        var conflicts = others.Select(e => (Entry: e, Fields: e.Fields.Intersect(changed))).Where(c => !c.Fields.IsEmpty).ToList();
        if (conflicts.Count > 0 && !force)
        {
            var allowed = manager == "kubectl" ? UnchangedSinceClientSideApply(type, live) : new FieldSet();
            conflicts = conflicts.Select(c => (c.Entry, Fields: c.Fields.Except(allowed))).Where(c => !c.Fields.IsEmpty).ToList();
            if (conflicts.Count > 0) throw ApplyConflict.ToStatus(conflicts);
        }

        var fields = Strip(self.Fields);
        var isSame = previous is not null && fields.Except(previous.Fields).IsEmpty && previous.Fields.Except(fields).IsEmpty;
        var recorded = others.Select(e => e with { Fields = e.Fields.Except(comparison.Removed).Except(changed) })
            .Append(self with { Fields = fields, Time = isSame && changed.IsEmpty && comparison.Removed.IsEmpty ? previous!.Time : self.Time });
        if (result["metadata"] is not JsonObject metadata) result["metadata"] = metadata = [];
        ManagedFieldsEntry.Write(metadata, recorded);
        return result;
    }

    private static JsonObject? Metadata(JsonObject? obj) => obj?["metadata"] as JsonObject;

    private static FieldSet Strip(FieldSet set)
    {
        set.RemoveTree("f:apiVersion");
        set.RemoveTree("f:kind");
        if (set.Child("f:metadata") is { } metadata)
        {
            metadata.IsMember = false;
            foreach (var name in UnownedMetadata) metadata.RemoveTree(PathElement.Field(name));
            if (metadata.IsEmpty) set.RemoveTree("f:metadata");
        }

        return set;
    }

    // kubectl may take over what its own client-side apply wrote, as long as nobody changed it since.
    private static FieldSet UnchangedSinceClientSideApply(ResourceType type, JsonObject live)
    {
        if ((string?)live["metadata"]?["annotations"]?[LastApplied] is not { } text) return new FieldSet();
        try
        {
            if (JsonNode.Parse(text) is not JsonObject applied) return new FieldSet();
            var comparison = Comparison.Of(type.Schema, applied, live);
            return FieldSets.Of(type.Schema, applied).Except(comparison.Modified).Except(comparison.Removed);
        }
        catch (JsonException)
        {
            return new FieldSet();
        }
    }
}
