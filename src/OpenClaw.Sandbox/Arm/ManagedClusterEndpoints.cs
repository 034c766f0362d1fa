using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>Managed clusters: made, changed, listed, tagged and deleted.</summary>
internal static class ManagedClusterEndpoints
{
    public const string Path =
        "/subscriptions/{subscription}/resourcegroups/{group}/providers/Microsoft.ContainerService/managedClusters/{name}";

    private const string Namespace = "Microsoft.ContainerService";
    private const string Action = ManagedCluster.Type + "/";

    public static void Map(ArmRoutes routes)
    {
        routes.Map("GET", "/subscriptions/{subscription}/providers/Microsoft.ContainerService/managedClusters", ManagedCluster.Type,
            Action + "read", request => Paging.Page(request, request.Manager.Clusters.Select(Show)));
        routes.Map("GET", "/subscriptions/{subscription}/resourcegroups/{group}/providers/Microsoft.ContainerService/managedClusters",
            ManagedCluster.Type, Action + "read", request =>
            {
                var group = request.Manager.Group(request.Group);
                return Paging.Page(request, request.Manager.Clusters.Where(cluster => cluster.Group == group).Select(Show));
            });
        routes.Map("GET", Path, ManagedCluster.Type, Action + "read",
            request => ArmResponse.Ok(Show(request.Manager.Cluster(request.Group, request.Name))));
        routes.Map("HEAD", Path, ManagedCluster.Type, Action + "read", request =>
        {
            request.Manager.Cluster(request.Group, request.Name);
            return ArmResponse.NoContent;
        });
        routes.Map("PUT", Path, ManagedCluster.Type, Action + "write", PutAsync);
        routes.Map("PATCH", Path, ManagedCluster.Type, Action + "write", PatchAsync);
        routes.Map("DELETE", Path, ManagedCluster.Type, Action + "delete", Delete);
    }

    private static JsonObject Show(ManagedCluster cluster) => (JsonObject)cluster.Body.DeepClone();

    private static async Task<ArmResponse> PutAsync(ArmRequest request)
    {
        var given = await request.ReadBodyAsync();
        lock (request.Manager.Sync)
        {
            try
            {
                return Put(request, given);
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
        var group = manager.Group(request.Group);
        if (group.Deletion is not null)
            throw ArmErrors.GroupBeingDeleted(group.Name);
        if (manager.RegistrationStateOf(Namespace) != "Registered")
            throw ArmErrors.NotRegistered(Namespace);
        if (ArmRequest.Text(given, "location") is not { Length: > 0 } wanted)
            throw ArmErrors.LocationRequired();
        if (!Regions.Exists(wanted))
            throw ArmErrors.LocationNotAvailable(wanted, ManagedCluster.Type);
        var location = Regions.Normalize(wanted);
        var cluster = manager.FindCluster(group.Name, request.Name);
        if (cluster is not null && cluster.Location != location)
            throw ArmErrors.ResourceElsewhere(cluster.Name, cluster.Location, group.Name, location);
        CheckEtag(request, cluster);

        Tags.Read(given);
        given = AksSchema.Read(given);
        ManagedClusterChecks.CheckBody(request.Name, given);
        var properties = (JsonObject)given["properties"]!;
        if (cluster is not null)
        {
            CheckIdle(cluster);
            if (cluster.PowerState != "Running")
                throw AksErrors.NotAllowedInPowerState("Update", cluster.PowerState);
            ManagedClusterChecks.CheckChange(cluster, properties);
        }

        ManagedClusterChecks.CheckRegion(manager, request.Name, location, properties, cluster);
        if (cluster is null)
        {
            cluster = new(request.Name, group, location, ManagedClusterBody.Create(manager, group, request.Name, location, given));
            manager.Clusters.Add(cluster);
            ManagedClusterWork.Create(manager, cluster);
            request.Follow(cluster.Operation!, withLocation: false);
            return ArmResponse.Created(Show(cluster));
        }

        cluster.Body = ManagedClusterBody.Update(manager, cluster, given);
        ManagedClusterWork.Update(manager, cluster);
        request.Follow(cluster.Operation!, withLocation: false);
        return ArmResponse.Ok(Show(cluster));
    }

    private static async Task<ArmResponse> PatchAsync(ArmRequest request)
    {
        var body = await request.ReadBodyAsync();
        lock (request.Manager.Sync)
        {
            var cluster = request.Manager.Cluster(request.Group, request.Name);
            CheckEtag(request, cluster);
            CheckIdle(cluster);
            if (Tags.Read(body) is { } tags)
                cluster.Body["tags"] = tags;
            ManagedClusterWork.Update(request.Manager, cluster);
            request.Follow(cluster.Operation!, withLocation: false);
            return ArmResponse.Ok(Show(cluster));
        }
    }

    private static ArmResponse Delete(ArmRequest request)
    {
        var manager = request.Manager;
        var group = manager.Group(request.Group);
        if (manager.FindCluster(group.Name, request.Name) is not { } cluster)
            return ArmResponse.NoContent;
        CheckEtag(request, cluster);
        if (cluster.ProvisioningState != "Deleting")
            ManagedClusterWork.Delete(manager, cluster);
        if (cluster.Operation is { } operation)
            request.Follow(operation, withLocation: true);
        return ArmResponse.Accepted;
    }

    /// <summary>Refuses while another operation runs on the cluster.</summary>
    public static void CheckIdle(ManagedCluster cluster)
    {
        if (cluster.Operation is not { IsDone: false } && cluster.ProvisioningState != "Deleting")
            return;
        var busy = cluster.Pools.Select(static pool => (string?)pool!["provisioningState"]).FirstOrDefault(static state => state is not ("Succeeded" or "Failed"));
        throw AksErrors.OperationInProgress(busy ?? cluster.ProvisioningState);
    }

    private static void CheckEtag(ArmRequest request, ManagedCluster? cluster)
    {
        var match = request.Http.Request.Headers.IfMatch.FirstOrDefault()?.Trim('"');
        if (match is not null && match != "*" && match != cluster?.Etag)
            throw AksErrors.EtagMismatch(match, cluster?.Etag ?? "");
        if (cluster is not null && request.Http.Request.Headers.IfNoneMatch.FirstOrDefault() == "*")
            throw AksErrors.EtagMismatch("*", cluster.Etag);
    }
}
