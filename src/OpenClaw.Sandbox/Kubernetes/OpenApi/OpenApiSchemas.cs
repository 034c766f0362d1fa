using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.OpenApi;

/// <summary>The declared types as OpenAPI schemas, with Kubernetes' extensions for lists and patches.</summary>
internal sealed class OpenApiSchemas
{
    private const string Prefix = "io.k8s.openclaw.sandbox.v1.";

    private readonly JsonObject _schemas = [];

    public static JsonObject KindOf(ResourceType type) => new() { ["group"] = type.Group, ["kind"] = type.Kind, ["version"] = type.Version };

    /// <summary>Adds a kind and all types it is made of.</summary>
    public void AddKind(ResourceType type)
    {
        Reference(type.Schema);
        _schemas[Prefix + type.Schema.Name]!["x-kubernetes-group-version-kind"] = new JsonArray(KindOf(type));
    }

    public JsonObject ToJson() => _schemas;

    private JsonObject Reference(StructType type)
    {
        var name = Prefix + type.Name;
        if (!_schemas.ContainsKey(name))
        {
            var schema = new JsonObject { ["type"] = "object" };
            _schemas[name] = schema;
            var properties = new JsonObject();
            foreach (var field in type.Fields.Values) properties[field.Name] = Property(field);
            schema["properties"] = properties;
            if (type.IsAtomic) schema["x-kubernetes-map-type"] = "atomic";
        }

        return new JsonObject { ["$ref"] = "#/components/schemas/" + name };
    }

    private JsonObject Property(SchemaField field)
    {
        var schema = Of(field.Type);
        if (field.Type is StructType) schema = new JsonObject { ["allOf"] = new JsonArray(schema), ["default"] = new JsonObject() };
        if (field.PatchMerge) schema["x-kubernetes-patch-strategy"] = field.PatchRetainKeys ? "merge,retainKeys" : "merge";
        if (field.MergeKey is not null) schema["x-kubernetes-patch-merge-key"] = field.MergeKey;
        return schema;
    }

    private JsonObject Of(SchemaType type)
    {
        switch (type)
        {
            case StructType structure:
                return Reference(structure);
            case MapType map:
                var entries = new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Element) };
                if (map.IsAtomic) entries["x-kubernetes-map-type"] = "atomic";
                return entries;
            case ListType list:
                var items = new JsonObject { ["type"] = "array", ["items"] = Of(list.Element) };
                items["x-kubernetes-list-type"] = list.Keys.Count > 0 ? "map" : list.IsSet ? "set" : "atomic";
                if (list.Keys.Count > 0) items["x-kubernetes-list-map-keys"] = new JsonArray([.. list.Keys.Select(k => (JsonNode)k)]);
                return items;
            default:
                return Scalar(((ScalarType)type).Kind);
        }
    }

    private static JsonObject Scalar(ScalarKind kind) => kind switch
    {
        ScalarKind.Int32 => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        ScalarKind.Int64 => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        ScalarKind.Bool => new JsonObject { ["type"] = "boolean" },
        ScalarKind.Double => new JsonObject { ["type"] = "number", ["format"] = "double" },
        ScalarKind.Bytes => new JsonObject { ["type"] = "string", ["format"] = "byte" },
        ScalarKind.Time or ScalarKind.MicroTime => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        ScalarKind.IntOrString => new JsonObject
        {
            ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
            ["format"] = "int-or-string",
        },
        ScalarKind.Any => new JsonObject { ["type"] = "object" },
        _ => new JsonObject { ["type"] = "string" },
    };
}
