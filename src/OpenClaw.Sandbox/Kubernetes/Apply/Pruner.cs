using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>Takes away the fields a manager used to apply and no longer does, unless somebody else owns them.</summary>
internal static class Pruner
{
    /// <param name="type">Type of the object.</param>
    /// <param name="merged">Live object with the new configuration laid over it.</param>
    /// <param name="lastApplied">What the manager owned before.</param>
    /// <param name="owned">What all managers own now, the applying one with its new configuration.</param>
    public static JsonObject Prune(StructType type, JsonObject merged, FieldSet lastApplied, FieldSet owned)
    {
        if (lastApplied.IsEmpty) return merged;
        var last = FieldSets.WithNamedParents(type, lastApplied);
        var pruned = Remove(type, merged, last);

        var mergedSet = Named(type, merged);
        pruned = Remove(type, merged, mergedSet.Except(Named(type, pruned)).Except(FieldSets.WithNamedParents(type, owned)));

        return Remove(type, merged, mergedSet.Except(Named(type, pruned)).Intersect(last));
    }

    private static FieldSet Named(StructType type, JsonObject value) => FieldSets.WithNamedParents(type, FieldSets.Of(type, value));

    private static JsonObject Remove(StructType type, JsonObject value, FieldSet remove) => (JsonObject?)RemoveFrom(type, value, remove) ?? [];

    private static JsonNode? RemoveFrom(SchemaType type, JsonNode? value, FieldSet remove)
    {
        if (type.IsAtomic || remove.Children.Count == 0) return value?.DeepClone();
        switch (value)
        {
            case JsonObject obj:
                var fields = new JsonObject();
                foreach (var (name, item) in obj)
                {
                    var step = PathElement.Field(name);
                    var child = remove.Child(step);
                    if (child is { IsMember: true }) continue;
                    var inner = FieldSets.Descend(type, step);
                    fields[name] = child is null || inner is null ? item?.DeepClone() : RemoveFrom(inner, item, child);
                }

                return fields.Count > 0 ? fields : null;
            case JsonArray array when type is ListType list:
                var items = new JsonArray();
                foreach (var item in array)
                {
                    var child = PathElement.Item(list, item) is { } step ? remove.Child(step) : null;
                    if (child is { IsMember: true }) continue;
                    items.Add(child is null ? item?.DeepClone() : RemoveFrom(list.Element, item, child));
                }

                return items.Count > 0 ? items : null;
            default:
                return value?.DeepClone();
        }
    }
}
