namespace OpenClaw.Sandbox.Arm;

/// <summary>Everything the sandbox does not serve, refused as Resource Manager would refuse it, or as not built.</summary>
internal static class UnknownPaths
{
    public static void Map(ArmRoutes routes) => routes.MapUnknown(Refuse);

    private static ArmResponse Refuse(ArmRequest request)
    {
        var segments = request.Http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var manager = request.Manager;
        if (segments.Length > 1 && Is(segments[0], "subscriptions") && !Is(segments[1], manager.Options.SubscriptionId))
            throw ArmErrors.SubscriptionNotFound(segments[1]);
        var group = segments.Length > 3 && Is(segments[2], "resourceGroups") ? manager.Group(segments[3]) : null;
        var at = Array.FindLastIndex(segments, segment => Is(segment, "providers"));
        if (at < 0 || at + 1 >= segments.Length)
        {
            throw new ArmException(404, "InvalidResourceType",
                $"The sandbox serves no {request.Http.Request.Method} of '{request.Http.Request.Path}'.");
        }

        var ns = Providers.FindNamespace(segments[at + 1]) ?? throw ArmErrors.InvalidNamespace(segments[at + 1]);
        var rest = segments[(at + 2)..];
        if (HttpMethods.IsPost(request.Http.Request.Method) && rest.Length % 2 == 1)
            throw new ArmException(501, "NotImplemented", $"The sandbox does not build the action '{rest[^1]}' of '{ns}'.");
        var type = string.Join('/', rest.Where((_, index) => index % 2 == 0));
        var versions = Providers.Versions(ns, type) ?? throw ArmErrors.InvalidResourceType(ns, type, request.ApiVersion, null);
        if (!versions.Contains(request.ApiVersion))
            throw ArmErrors.InvalidResourceType(ns, type, request.ApiVersion, versions);

        var one = rest.Length > 0 && rest.Length % 2 == 0;
        return request.Http.Request.Method switch
        {
            "GET" when !one => Paging.Page(request, []),
            "GET" or "HEAD" or "PATCH" when group is not null => throw ArmErrors.ResourceNotFound($"{ns}/{type}", rest[^1], group.Name),
            "DELETE" when one => ArmResponse.NoContent,
            var method => throw new ArmException(501, "NotImplemented", $"The sandbox does not build {method} of '{ns}/{type}'."),
        };
    }

    private static bool Is(string segment, string name) => segment.Equals(name, StringComparison.OrdinalIgnoreCase);
}
