using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Apply;

/// <summary>Which fields an object sets.</summary>
internal static class FieldSets
{
    /// <summary>The fields an applied configuration sets, and with that claims.</summary>
    public static FieldSet Of(SchemaType type, JsonNode? value)
    {
        var set = new FieldSet();
        Collect(type, value, set);
        return set;
    }

    /// <summary>
    /// The set with each declared field on the way to a member made a member too, so that a field goes when all it held has gone.
    /// </summary>
    public static FieldSet WithNamedParents(SchemaType? type, FieldSet set)
    {
        var result = new FieldSet { IsMember = set.IsMember };
        foreach (var (step, child) in set.Children)
        {
            var named = type is StructType structure && structure.Fields.ContainsKey(step[2..]);
            var inner = WithNamedParents(Descend(type, step), child);
            var target = result.GetOrAdd(step);
            target.IsMember = inner.IsMember || (named && child.Children.Count > 0);
            foreach (var (innerStep, innerChild) in inner.Children) Copy(innerChild, target.GetOrAdd(innerStep));
        }

        return result;
    }

    /// <summary>The type a step leads to, or null when there is none.</summary>
    public static SchemaType? Descend(SchemaType? type, string step) => type switch
    {
        StructType structure when step.StartsWith("f:", StringComparison.Ordinal) => structure.Fields.GetValueOrDefault(step[2..])?.Type,
        MapType map => map.Element,
        ListType list => list.Element,
        _ => null,
    };

    private static void Copy(FieldSet from, FieldSet to)
    {
        to.IsMember = from.IsMember;
        foreach (var (step, child) in from.Children) Copy(child, to.GetOrAdd(step));
    }

    private static void Collect(SchemaType type, JsonNode? value, FieldSet set)
    {
        if (type.IsAtomic)
        {
            set.IsMember = true;
            return;
        }

        switch (value)
        {
            case JsonObject obj:
                foreach (var (name, item) in obj)
                {
                    var field = (type as StructType)?.Fields.GetValueOrDefault(name)?.Type;
                    var inner = field ?? (type as MapType)?.Element;
                    if (inner is null) continue;
                    var child = set.GetOrAdd(PathElement.Field(name));
                    Collect(inner, item, child);
                    if (item is null or JsonObject { Count: 0 } || field is null) child.IsMember = true;
                }

                break;
            case JsonArray array when type is ListType list:
                foreach (var item in array)
                {
                    if (PathElement.Item(list, item) is not { } step) continue;
                    var child = set.GetOrAdd(step);
                    Collect(list.Element, item, child);
                    child.IsMember = true;
                }

                break;
        }
    }
}
