namespace OpenClaw.Sandbox.Arm;

/// <summary>The lists of resources of all types, in a group and in the subscription.</summary>
internal static class ResourceListEndpoints
{
    private const string Type = "Microsoft.Resources/resources";

    public static void Map(ArmRoutes routes)
    {
        routes.Map("GET", "/subscriptions/{subscription}/resources", Type, "Microsoft.Resources/subscriptions/resources/read",
            request => List(request, null));
        routes.Map("GET", "/subscriptions/{subscription}/resourcegroups/{group}/resources", Type,
            "Microsoft.Resources/subscriptions/resourceGroups/resources/read",
            request => List(request, request.Manager.Group(request.Group)));
    }

    private static ArmResponse List(ArmRequest request, ResourceGroup? group)
    {
        var filter = ResourceFilter.Parse(request.Query("$filter"));
        return Paging.Page(request, request.Manager.Clusters
            .Where(cluster => (group is null || cluster.Group == group) && filter.Matches(
                cluster.Name, ManagedCluster.Type, cluster.Group.Name, cluster.Location, cluster.Body["tags"] as System.Text.Json.Nodes.JsonObject))
            .Select(cluster => cluster.ToResourceJson()));
    }
}
