namespace OpenClaw.Sandbox.Arm;

/// <summary>
/// Maps Resource Manager's paths: each with its resource type, whose api-versions count, and the action a caller must be allowed
/// (<c>{namespace}</c> in it stands for the path's).
/// </summary>
internal sealed class ArmRoutes(IEndpointRouteBuilder endpoints, ResourceManager manager)
{
    public void Map(string method, string pattern, string type, string? action, Func<ArmRequest, Task<ArmResponse>> handle)
    {
        var slash = type.IndexOf('/', StringComparison.Ordinal);
        var gate = new RequestGate(manager, type[..slash], type[(slash + 1)..], action, handle);
        endpoints.MapMethods(pattern, [method], gate.InvokeAsync);
    }

    /// <summary>Maps a path whose answer is made at once, under the state's lock.</summary>
    public void Map(string method, string pattern, string type, string? action, Func<ArmRequest, ArmResponse> handle) =>
        Map(method, pattern, type, action, request =>
        {
            lock (manager.Sync)
                return Task.FromResult(handle(request));
        });

    /// <summary>Maps every path that nothing else matches.</summary>
    public void MapUnknown(Func<ArmRequest, ArmResponse> handle) => endpoints.MapFallback("{**path}", new RequestGate(manager, null, null, null, request =>
    {
        lock (manager.Sync)
            return Task.FromResult(handle(request));
    }).InvokeAsync);
}
