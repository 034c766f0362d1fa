using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Tables;

/// <summary>Shows objects as the tables kubectl prints.</summary>
internal static class TableRenderer
{
    public static JsonObject Render(ResourceType type, IEnumerable<JsonObject> objects, string includeObject, JsonObject metadata)
    {
        var columns = TableColumns.For(type.Kind);
        var rows = new JsonArray();
        foreach (var obj in objects)
        {
            var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(c => c.Value(obj)?.DeepClone())]) };
            var shown = EventViews.Show(type, obj);
            row["object"] = includeObject switch
            {
                "None" => null,
                "Object" => shown.DeepClone(),
                _ => new JsonObject
                {
                    ["kind"] = "PartialObjectMetadata",
                    ["apiVersion"] = "meta.k8s.io/v1",
                    ["metadata"] = shown.Metadata().DeepClone(),
                },
            };
            rows.Add(row);
        }

        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = metadata,
            ["columnDefinitions"] = new JsonArray([.. columns.Select(Definition)]),
            ["rows"] = rows,
        };
    }

    private static JsonObject Definition(TableColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = "",
        ["priority"] = column.Priority,
    };
}
