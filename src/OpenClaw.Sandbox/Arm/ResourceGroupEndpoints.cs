using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenClaw.Sandbox.Arm;

/// <summary>Resource groups. Making one is done at once; deleting one takes everything in it away and is polled by its Location.</summary>
internal static partial class ResourceGroupEndpoints
{
    private const string Type = "Microsoft.Resources/resourceGroups";
    private const string Path = "/subscriptions/{subscription}/resourcegroups/{group}";
    private const string Action = "Microsoft.Resources/subscriptions/resourceGroups/";

    public static void Map(ArmRoutes routes)
    {
        routes.Map("GET", "/subscriptions/{subscription}/resourcegroups", Type, Action + "read", List);
        routes.Map("GET", Path, Type, Action + "read", request => ArmResponse.Ok(request.Manager.Group(request.Group).ToJson()));
        routes.Map("HEAD", Path, Type, Action + "read", request =>
            request.Manager.Groups.ContainsKey(request.Group) ? ArmResponse.NoContent : throw ArmErrors.GroupNotFound(request.Group));
        routes.Map("PUT", Path, Type, Action + "write", PutAsync);
        routes.Map("PATCH", Path, Type, Action + "write", PatchAsync);
        routes.Map("DELETE", Path, Type, Action + "delete", Delete);
    }

    private static ArmResponse List(ArmRequest request)
    {
        var filter = ResourceFilter.Parse(request.Query("$filter"));
        return Paging.Page(request, request.Manager.Groups.Values
            .Where(group => filter.Matches(group.Name, Type, group.Name, group.Location, group.Tags))
            .OrderBy(group => group.Name, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.ToJson()));
    }

    private static async Task<ArmResponse> PutAsync(ArmRequest request)
    {
        var name = request.Group;
        if (name.Length > 90)
        {
            throw new ArmException(400, "InvalidResourceGroupName",
                $"The provided resource group name '{name}' has these invalid characters: ''. The name can only be a letter, digit, '-', '.', '(', ')' or '_' and be at most 90 characters long.");
        }

        var invalid = string.Concat(name.Where(c => !AllowedCharacter().IsMatch(c.ToString())).Distinct());
        if (invalid.Length > 0 || name.EndsWith('.'))
        {
            throw new ArmException(400, "InvalidResourceGroup",
                $"The provided resource group name '{name}' has these invalid characters: '{(invalid.Length > 0 ? invalid : ".")}'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.");
        }

        var body = await request.ReadBodyAsync();
        var location = ArmRequest.Text(body, "location");
        if (string.IsNullOrEmpty(location))
            throw ArmErrors.LocationRequired();
        if (!Regions.Exists(location))
            throw ArmErrors.LocationNotAvailableForGroup(location);
        location = Regions.Normalize(location);
        lock (request.Manager.Sync)
        {
            var tags = Tags.Read(body);
            if (request.Manager.Groups.TryGetValue(name, out var existing))
            {
                if (existing.Deletion is not null)
                    throw ArmErrors.GroupBeingDeleted(existing.Name);
                if (existing.Location != location)
                    throw ArmErrors.GroupElsewhere(location, existing.Location);
                existing.Tags = tags;
                return ArmResponse.Ok(existing.ToJson());
            }

            var group = new ResourceGroup(request.Manager.Options.SubscriptionId, name, location)
            {
                Tags = tags,
                ManagedBy = ArmRequest.Text(body, "managedBy"),
            };
            request.Manager.Groups.Add(name, group);
            return ArmResponse.Created(group.ToJson());
        }
    }

    private static async Task<ArmResponse> PatchAsync(ArmRequest request)
    {
        var body = await request.ReadBodyAsync();
        lock (request.Manager.Sync)
        {
            var group = request.Manager.Group(request.Group);
            if (group.Deletion is not null)
                throw ArmErrors.GroupBeingDeleted(group.Name);
            if (body.ContainsKey("tags"))
                group.Tags = Tags.Read(body);
            return ArmResponse.Ok(group.ToJson());
        }
    }

    private static ArmResponse Delete(ArmRequest request)
    {
        var manager = request.Manager;
        var group = manager.Group(request.Group);
        group.Deletion ??= manager.StartOperation(group.Location, token => EmptyAsync(manager, group, token), _ => manager.Groups.Remove(group.Name));
        request.SetHeader("Location", request.Url(
            $"{manager.SubscriptionScope}/operationresults/{group.Deletion.Id}?{SignedQuery.Create(group.Deletion.Id)}"));
        request.SetHeader("Retry-After", "1");
        return ArmResponse.Accepted;
    }

    private static async Task EmptyAsync(ResourceManager manager, ResourceGroup group, CancellationToken cancellationToken)
    {
        List<ManagedCluster> clusters;
        lock (manager.Sync)
        {
            clusters = manager.Clusters.FindAll(cluster => cluster.Group == group);
            foreach (var cluster in clusters)
                cluster.SetProvisioningState("Deleting");
        }

        await Task.WhenAll(
        [
            Task.Delay(manager.Options.ProvisioningTime, cancellationToken),
            .. clusters.Select(cluster => manager.ClusterHost.DeleteAsync(cluster.HostId)),
        ]);
        lock (manager.Sync)
        {
            foreach (var cluster in clusters)
            {
                manager.Clusters.Remove(cluster);
                manager.Groups.Remove(cluster.NodeResourceGroup);
            }
        }
    }

    [GeneratedRegex(@"[-\w._()]")]
    private static partial Regex AllowedCharacter();
}
