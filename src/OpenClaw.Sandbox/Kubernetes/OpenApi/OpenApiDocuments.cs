using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Http;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.OpenApi;

/// <summary>OpenAPI v3 of the kinds that are served: what kubectl needs to validate, apply and diff.</summary>
internal static class OpenApiDocuments
{
    private static readonly string[] GenericParameters = ["dryRun", "fieldManager", "fieldValidation", "force"];

    /// <summary>The document at a path, or null.</summary>
    public static JsonObject? Find(string path, string version)
    {
        if (path == "/openapi/v3") return Index();
        const string Prefix = "/openapi/v3/";
        if (!path.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var groupVersion = path[Prefix.Length..] switch
        {
            "api/v1" => "v1",
            var named when named.StartsWith("apis/", StringComparison.Ordinal) => named["apis/".Length..],
            _ => "",
        };
        var types = ResourceTypes.All.Where(t => t.ApiVersion == groupVersion).ToList();
        return types.Count == 0 ? null : Document(types, version);
    }

    private static JsonObject Index()
    {
        var paths = new JsonObject { ["api/v1"] = Link("api/v1") };
        foreach (var group in Discovery.NamedGroups().Where(g => ResourceTypes.All.Any(t => t.Group == g))) paths[$"apis/{group}/v1"] = Link($"apis/{group}/v1");
        return new JsonObject { ["paths"] = paths };
    }

    private static JsonObject Link(string path) => new() { ["serverRelativeURL"] = $"/openapi/v3/{path}" };

    private static JsonObject Document(List<ResourceType> types, string version)
    {
        var paths = new JsonObject();
        var schemas = new OpenApiSchemas();
        foreach (var type in types)
        {
            var root = type.Group.Length == 0 ? "/api/v1" : $"/apis/{type.ApiVersion}";
            var collection = type.Namespaced ? $"{root}/namespaces/{{namespace}}/{type.Plural}" : $"{root}/{type.Plural}";
            paths[collection] = new JsonObject { ["get"] = Operation("list", type, false), ["post"] = Operation("post", type, true) };
            paths[collection + "/{name}"] = new JsonObject
            {
                ["get"] = Operation("get", type, false),
                ["put"] = Operation("put", type, true),
                ["patch"] = Operation("patch", type, true),
                ["delete"] = Operation("delete", type, true),
            };
            schemas.AddKind(type);
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = version },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas.ToJson() },
        };
    }

    private static JsonObject Operation(string action, ResourceType type, bool isWrite)
    {
        var parameters = new JsonArray();
        foreach (var name in isWrite ? GenericParameters : [])
        {
            parameters.Add(new JsonObject
            {
                ["name"] = name,
                ["in"] = "query",
                ["schema"] = new JsonObject { ["type"] = name == "force" ? "boolean" : "string", ["uniqueItems"] = true },
            });
        }

        return new JsonObject
        {
            ["operationId"] = $"{action}{type.Kind}",
            ["parameters"] = parameters,
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = OpenApiSchemas.KindOf(type),
        };
    }
}
