namespace OpenClaw.Sandbox.Arm;

/// <summary>Polling of long-running operations: their state, and the Location form that only tells done from not done.</summary>
internal static class OperationEndpoints
{
    public static void Map(ArmRoutes routes)
    {
        const string Aks = "/subscriptions/{subscription}/providers/Microsoft.ContainerService/locations/{location}";
        routes.Map("GET", Aks + "/operations/{operation}", "Microsoft.ContainerService/locations/operations", null,
            request => ArmResponse.Ok(Find(request).ToJson()));
        routes.Map("GET", Aks + "/operationresults/{operation}", "Microsoft.ContainerService/locations/operationresults", null, request =>
        {
            var operation = Find(request);
            request.SetHeader("Location", request.Url(request.Http.Request.Path + request.Http.Request.QueryString.ToUriComponent()));
            return operation.IsDone ? ArmResponse.NoContent : ArmResponse.Accepted;
        });
        routes.Map("GET", "/subscriptions/{subscription}/operationresults/{operation}", "Microsoft.Resources/subscriptions/operationresults",
            null, request =>
            {
                if (Find(request).IsDone)
                    return new ArmResponse(StatusCodes.Status200OK);
                request.SetHeader("Location", request.Url(request.Http.Request.Path + request.Http.Request.QueryString.ToUriComponent()));
                request.SetHeader("Retry-After", "1");
                return ArmResponse.Accepted;
            });
    }

    private static Operation Find(ArmRequest request) => request.Manager.Operations.GetValueOrDefault(request.Route("operation"))
        ?? throw new ArmException(404, "NotFound", $"The entity was not found: operation '{request.Route("operation")}'.", flat: true);
}
