using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The node pools of a managed cluster, each with a path of its own: listed, made, changed and deleted.</summary>
internal static class AgentPoolEndpoints
{
    private const string Type = ManagedCluster.Type + "/agentPools";
    private const string Path = ManagedClusterEndpoints.Path + "/agentPools";

    public static void Map(ArmRoutes routes)
    {
        routes.Map("GET", Path, Type, Type + "/read", request =>
        {
            var cluster = request.Manager.Cluster(request.Group, request.Name);
            return Paging.Page(request, cluster.Pools.Select(pool => Show(cluster, (JsonObject)pool!)));
        });
        routes.Map("GET", Path + "/{pool}", Type, Type + "/read", request =>
        {
            var cluster = request.Manager.Cluster(request.Group, request.Name);
            return ArmResponse.Ok(Show(
                cluster, cluster.FindPool(request.Route("pool")) ?? throw AksErrors.PoolNotFound(cluster.Name, request.Route("pool"))));
        });
        routes.Map("PUT", Path + "/{pool}", Type, Type + "/write", PutAsync);
        routes.Map("DELETE", Path + "/{pool}", Type, Type + "/delete", Delete);
    }

    private static async Task<ArmResponse> PutAsync(ArmRequest request)
    {
        var body = await request.ReadBodyAsync();
        lock (request.Manager.Sync)
        {
            try
            {
                return Put(request, AksSchema.ReadPool(body["properties"] as JsonObject ?? throw AksErrors.RequiredParameter("properties")));
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or InvalidCastException)
            {
                throw AksSchema.Unmarshal($"json: cannot unmarshal: {e.Message}");
            }
        }
    }

    private static ArmResponse Put(ArmRequest request, JsonObject given)
    {
        var manager = request.Manager;
        var cluster = manager.Cluster(request.Group, request.Name);
        var current = cluster.FindPool(request.Route("pool"));
        CheckEtag(request, current);
        given["name"] = (string?)current?["name"] ?? request.Route("pool");
        if (current is not null)
            ManagedClusterChecks.CheckPoolChange(current, given);
        var pool = ManagedClusterBody.UpdatePool(cluster, current, given);
        ManagedClusterChecks.CheckPool(pool);
        var pools = cluster.Pools.Where(own => own != current).Append(pool).Select(static own => own!.DeepClone()).ToArray();
        ManagedClusterChecks.CheckSystemPool(pools);
        CheckChangeable(cluster);
        ManagedClusterChecks.CheckRegion(
            manager, cluster.Name, cluster.Location, new JsonObject { ["agentPoolProfiles"] = new JsonArray(pools) }, cluster);
        if (current is null)
            cluster.Pools.Add(pool);
        else
            cluster.Pools[cluster.Pools.IndexOf(current)] = pool;
        AgentPoolWork.Provision(manager, cluster, pool, current is null ? "Creating" : "Updating");
        request.Follow(cluster.Operation!, withLocation: false);
        return current is null ? ArmResponse.Created(Show(cluster, pool)) : ArmResponse.Ok(Show(cluster, pool));
    }

    private static ArmResponse Delete(ArmRequest request)
    {
        var cluster = request.Manager.Cluster(request.Group, request.Name);
        if (cluster.FindPool(request.Route("pool")) is not { } pool)
            return ArmResponse.NoContent;
        CheckEtag(request, pool);
        CheckChangeable(cluster);
        ManagedClusterChecks.CheckSystemPool(cluster.Pools.Where(own => own != pool));
        AgentPoolWork.Delete(request.Manager, cluster, pool);
        request.Follow(cluster.Operation!, withLocation: true);
        return ArmResponse.Accepted;
    }

    private static void CheckChangeable(ManagedCluster cluster)
    {
        ManagedClusterEndpoints.CheckIdle(cluster);
        if (cluster.PowerState != "Running")
            throw AksErrors.NotAllowedInPowerState("Update", cluster.PowerState);
    }

    private static void CheckEtag(ArmRequest request, JsonObject? pool)
    {
        var match = request.Http.Request.Headers.IfMatch.FirstOrDefault()?.Trim('"');
        var actual = (string?)pool?["eTag"] ?? "";
        if (match is not null && match != "*" && match != actual)
            throw AksErrors.EtagMismatch(match, actual);
        if (pool is not null && request.Http.Request.Headers.IfNoneMatch.FirstOrDefault() == "*")
            throw AksErrors.EtagMismatch("*", actual);
    }

    private static JsonObject Show(ManagedCluster cluster, JsonObject pool)
    {
        var properties = (JsonObject)pool.DeepClone();
        properties.Remove("name");
        return new JsonObject
        {
            ["id"] = $"{cluster.Body["id"]}/agentPools/{pool["name"]}",
            ["name"] = pool["name"]!.DeepClone(),
            ["type"] = Type,
            ["properties"] = properties,
        };
    }
}
