namespace OpenClaw.Sandbox.Arm;

/// <summary>Puts the sandbox's Azure Resource Manager on a web application.</summary>
internal static class ResourceManagerEndpoints
{
    /// <summary>Serves Resource Manager's paths, and its errors for every path nothing else on the application serves.</summary>
    public static void MapResourceManager(this IEndpointRouteBuilder endpoints, ResourceManager manager)
    {
        var routes = new ArmRoutes(endpoints, manager);
        SubscriptionEndpoints.Map(routes);
        ProviderEndpoints.Map(routes);
        ResourceGroupEndpoints.Map(routes);
        ResourceListEndpoints.Map(routes);
        TagEndpoints.Map(routes);
        ComputeEndpoints.Map(routes);
        AuthorizationEndpoints.Map(routes);
        OperationEndpoints.Map(routes);
        ManagedClusterEndpoints.Map(routes);
        ManagedClusterActionEndpoints.Map(routes);
        AgentPoolEndpoints.Map(routes);
        UnknownPaths.Map(routes);
    }
}
