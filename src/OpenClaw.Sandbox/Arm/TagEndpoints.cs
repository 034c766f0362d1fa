using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The tags extension (<c>{scope}/providers/Microsoft.Resources/tags/default</c>) of resource groups and managed clusters.</summary>
internal static class TagEndpoints
{
    private const string Type = "Microsoft.Resources/tags";
    private const string GroupPath = "/subscriptions/{subscription}/resourcegroups/{group}";
    private const string ClusterPath = GroupPath + "/providers/Microsoft.ContainerService/managedClusters/{name}";
    private const string Suffix = "/providers/Microsoft.Resources/tags/default";

    public static void Map(ArmRoutes routes)
    {
        foreach (var path in (string[])[GroupPath + Suffix, ClusterPath + Suffix])
        {
            routes.Map("GET", path, Type, "Microsoft.Resources/tags/read", request => Show(request, Get(request)));
            routes.Map("PUT", path, Type, "Microsoft.Resources/tags/write", request => ChangeAsync(request, "Replace"));
            routes.Map("PATCH", path, Type, "Microsoft.Resources/tags/write", request => ChangeAsync(request, null));
            routes.Map("DELETE", path, Type, "Microsoft.Resources/tags/delete", request =>
            {
                Set(request, []);
                return new ArmResponse(StatusCodes.Status200OK);
            });
        }
    }

    private static async Task<ArmResponse> ChangeAsync(ArmRequest request, string? operation)
    {
        var body = await request.ReadBodyAsync();
        operation ??= ArmRequest.Text(body, "operation");
        var given = Tags.Read(body["properties"] as JsonObject ?? []) ?? [];
        lock (request.Manager.Sync)
        {
            var tags = Get(request);
            switch (operation)
            {
                case "Replace":
                    tags = given;
                    break;
                case "Merge":
                    foreach (var (name, value) in given)
                        tags[name] = value?.DeepClone();
                    break;
                case "Delete":
                    foreach (var (name, _) in given)
                        tags.Remove(name);
                    break;
                default:
                    throw ArmErrors.InvalidContent($"The tags patch operation '{operation}' is not one of Replace, Merge, Delete.");
            }

            Set(request, tags);
            return Show(request, tags);
        }
    }

    private static bool OnCluster(ArmRequest request) => request.Http.Request.RouteValues.ContainsKey("name");

    private static JsonObject Get(ArmRequest request)
    {
        var tags = OnCluster(request)
            ? request.Manager.Cluster(request.Group, request.Name).Body["tags"]
            : request.Manager.Group(request.Group).Tags;
        return tags?.DeepClone() as JsonObject ?? [];
    }

    private static void Set(ArmRequest request, JsonObject tags)
    {
        if (OnCluster(request))
            request.Manager.Cluster(request.Group, request.Name).Body["tags"] = tags.DeepClone();
        else
            request.Manager.Group(request.Group).Tags = tags;
    }

    private static ArmResponse Show(ArmRequest request, JsonObject tags) => ArmResponse.Ok(new JsonObject
    {
        ["id"] = request.Http.Request.Path.Value,
        ["name"] = "default",
        ["type"] = "Microsoft.Resources/tags",
        ["properties"] = new JsonObject { ["tags"] = tags.DeepClone() },
    });
}
