using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Patches;

/// <summary>Kubernetes' own patch: lists are merged by their keys, with directives to delete, replace and order.</summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";
    private const string ElementOrder = "$setElementOrder/";

    public static JsonObject Apply(StructType type, JsonObject live, JsonNode patch)
    {
        if (patch is not JsonObject changes) throw Statuses.BadRequest("error decoding patch: json: cannot unmarshal into a map");
        Merge(type, live, changes);
        return live;
    }

    private static void Merge(SchemaType? type, JsonObject target, JsonObject patch)
    {
        switch ((string?)patch[Directive])
        {
            case "replace":
                foreach (var name in target.Select(p => p.Key).ToList()) target.Remove(name);
                break;
            case "delete":
                foreach (var name in target.Select(p => p.Key).ToList()) target.Remove(name);
                return;
        }

        if (patch[RetainKeys] is JsonArray retained)
        {
            var names = retained.Select(n => (string?)n).ToHashSet();
            foreach (var name in target.Select(p => p.Key).Where(n => !names.Contains(n)).ToList()) target.Remove(name);
        }

        foreach (var (name, value) in patch)
        {
            if (name is Directive or RetainKeys) continue;
            if (name.StartsWith(DeleteFromList, StringComparison.Ordinal)) RemoveValues(target, name[DeleteFromList.Length..], value);
            else if (!name.StartsWith(ElementOrder, StringComparison.Ordinal)) MergeField(type, target, name, value, patch[ElementOrder + name] as JsonArray);
        }

        // An order may come without a change to the list.
        foreach (var (name, value) in patch.Where(p => p.Key.StartsWith(ElementOrder, StringComparison.Ordinal)))
        {
            var list = name[ElementOrder.Length..];
            if (!patch.ContainsKey(list) && target[list] is JsonArray items && Field(type, list) is { PatchMerge: true } field)
                target[list] = ElementOrdering.Sort(items, (JsonArray)value!, field.MergeKey, items);
        }
    }

    private static void MergeField(SchemaType? type, JsonObject target, string name, JsonNode? value, JsonArray? order)
    {
        var field = Field(type, name);
        var inner = field?.Type ?? (type as MapType)?.Element;
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject changes:
                if (target[name] is not JsonObject existing)
                {
                    if ((string?)changes[Directive] == "delete") break;
                    target[name] = existing = [];
                }

                if ((string?)changes[Directive] == "delete") target.Remove(name);
                else Merge(inner, existing, changes);
                break;
            case JsonArray changes when field is { PatchMerge: true, Type: ListType list }:
                target[name] = MergeList(field, list, target[name] as JsonArray ?? [], changes, order);
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static JsonArray MergeList(SchemaField field, ListType list, JsonArray live, JsonArray changes, JsonArray? order)
    {
        var result = live.DeepClone().AsArray();
        if (field.MergeKey is not { } key)
        {
            foreach (var item in changes.Where(c => !result.Any(r => JsonNode.DeepEquals(r, c)))) result.Add(item?.DeepClone());
            return order is null ? result : ElementOrdering.Sort(result, order, null, live);
        }

        if (changes.OfType<JsonObject>().Any(c => (string?)c[Directive] == "replace"))
            return new JsonArray([.. changes.OfType<JsonObject>().Where(c => c[Directive] is null).Select(c => c.DeepClone())]);
        foreach (var change in changes.OfType<JsonObject>())
        {
            if (change[key] is not { } value) throw Statuses.BadRequest($"map: {change.ToJsonString()} does not contain declared merge key: {key}");
            var existing = result.OfType<JsonObject>().FirstOrDefault(r => JsonNode.DeepEquals(r[key], value));
            if ((string?)change[Directive] == "delete")
            {
                if (existing is not null) result.Remove(existing);
            }
            else if (existing is not null)
            {
                Merge(list.Element, existing, change);
            }
            else
            {
                var added = new JsonObject();
                Merge(list.Element, added, change);
                result.Add(added);
            }
        }

        return order is null ? result : ElementOrdering.Sort(result, order, key, live);
    }

    private static void RemoveValues(JsonObject target, string name, JsonNode? values)
    {
        if (target[name] is not JsonArray list || values is not JsonArray removed) return;
        foreach (var item in list.Where(i => removed.Any(r => JsonNode.DeepEquals(r, i))).ToList()) list.Remove(item);
    }

    private static SchemaField? Field(SchemaType? type, string name) => (type as StructType)?.Fields.GetValueOrDefault(name);
}
