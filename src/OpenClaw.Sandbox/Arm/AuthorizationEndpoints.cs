namespace OpenClaw.Sandbox.Arm;

/// <summary>What the caller may do at a scope.</summary>
internal static class AuthorizationEndpoints
{
    private const string Type = "Microsoft.Authorization/permissions";

    public static void Map(ArmRoutes routes)
    {
        const string Suffix = "/providers/Microsoft.Authorization/permissions";
        routes.Map("GET", "/subscriptions/{subscription}" + Suffix, Type, null, List);
        routes.Map("GET", "/subscriptions/{subscription}/resourcegroups/{group}" + Suffix, Type, null, request =>
        {
            request.Manager.Group(request.Group);
            return List(request);
        });
        routes.Map("GET", "/subscriptions/{subscription}/resourcegroups/{group}/providers/Microsoft.ContainerService/managedClusters/{name}" + Suffix,
            Type, null, request =>
            {
                request.Manager.Cluster(request.Group, request.Name);
                return List(request);
            });
    }

    private static ArmResponse List(ArmRequest request) => Paging.Page(request, request.Manager.Permissions.Select(set => set.ToJson()));
}
