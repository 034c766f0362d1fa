using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Schema;

/// <summary>
/// Brings an object into the form the API server would send: declared fields only, in declared order, empty values left out or filled in,
/// quantities and times in their one spelling. Two objects that mean the same have the same text afterwards.
/// </summary>
internal static class Canonicalizer
{
    /// <summary>
    /// The canonical copy of an object. Fields that are not declared are left out and reported; a value of the wrong type throws
    /// <see cref="StatusException"/> 400.
    /// </summary>
    public static JsonObject Canonicalize(StructType type, JsonObject value, DecodeIssues? issues = null) =>
        Struct(type, value, "", new Context(type.Name, issues));

    private sealed record Context(string Root, DecodeIssues? Issues);

    private static JsonObject Struct(StructType type, JsonObject value, string path, Context context)
    {
        var result = new JsonObject();
        foreach (var field in type.Fields.Values)
        {
            value.TryGetPropertyValue(field.Name, out var given);
            var fieldPath = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            var node = given is null ? Absent(field, fieldPath, context) : Value(field.Type, given, fieldPath, context);
            if (node is not null && (given is null || !IsLeftOut(field, node))) result[field.Name] = node;
        }

        foreach (var (name, _) in value)
        {
            if (!type.Fields.ContainsKey(name)) context.Issues?.AddUnknown(path.Length == 0 ? name : $"{path}.{name}");
        }

        return result;
    }

    private static JsonNode? Absent(SchemaField field, string path, Context context) => field switch
    {
        { Pointer: true } => null,
        { Type: StructType type } => Struct(type, [], path, context),
        { OmitEmpty: true } => null,
        { Type: ScalarType { Kind: ScalarKind.String } } => "",
        { Type: ScalarType { Kind: ScalarKind.Int32 or ScalarKind.Int64 } } => Scalars.Number(0),
        { Type: ScalarType { Kind: ScalarKind.Bool } } => false,
        _ => null,
    };

    private static bool IsLeftOut(SchemaField field, JsonNode node) => field.OmitEmpty && !field.Pointer && field.Type is not StructType && node switch
    {
        JsonObject map => map.Count == 0,
        JsonArray list => list.Count == 0,
        JsonValue value => value.TryGetValue(out string? text) ? text.Length == 0
            : value.TryGetValue(out bool flag) ? !flag
            : value.TryGetValue(out long number) && number == 0 && field.Type is not ScalarType { Kind: ScalarKind.IntOrString },
        _ => false,
    };

    private static JsonNode? Value(SchemaType type, JsonNode? value, string path, Context context)
    {
        switch (type)
        {
            case ScalarType scalar:
                return Scalars.Canonicalize(scalar.Kind, value, path, context.Root);
            case StructType inner:
                if (value is null) return Struct(inner, [], path, context);
                return value is JsonObject obj ? Struct(inner, obj, path, context) : throw Scalars.Mismatch(value, path, inner.Name, context.Root);
            case MapType map:
                if (value is not JsonObject entries) throw Scalars.Mismatch(value, path, "map", context.Root);
                var result = new JsonObject();
                foreach (var (key, item) in entries.OrderBy(e => e.Key, StringComparer.Ordinal))
                    result[key] = Value(map.Element, item, $"{path}.{key}", context);
                return result;
            default:
                if (value is not JsonArray items) throw Scalars.Mismatch(value, path, "slice", context.Root);
                var list = new JsonArray();
                for (var i = 0; i < items.Count; i++)
                    list.Add(Value(((ListType)type).Element, items[i], $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", context));
                return list;
        }
    }
}
