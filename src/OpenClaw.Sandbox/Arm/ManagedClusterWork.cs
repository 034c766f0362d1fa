using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The long-running part of what is done to managed clusters. Callers hold <see cref="ResourceManager.Sync"/>.</summary>
internal static class ManagedClusterWork
{
    public static void Create(ResourceManager manager, ManagedCluster cluster)
    {
        cluster.SetProvisioningState("Creating");
        MakeNodeGroup(manager, cluster);
        var failure = manager.ProvisioningFailure;
        Start(manager, cluster, token => ProvisionAsync(manager, cluster, failure, token), "Succeeded");
    }

    /// <summary>Also takes up the creation of a cluster whose creation failed.</summary>
    public static void Update(ResourceManager manager, ManagedCluster cluster)
    {
        cluster.SetProvisioningState("Updating");
        MakeNodeGroup(manager, cluster);
        var failure = manager.ProvisioningFailure;
        Start(manager, cluster, token => ProvisionAsync(manager, cluster, failure, token), "Succeeded");
    }

    public static void Stop(ResourceManager manager, ManagedCluster cluster)
    {
        cluster.SetProvisioningState("Stopping");
        Start(manager, cluster, token => Task.WhenAll(DelayAsync(manager, token), manager.ClusterHost.StopAsync(cluster.HostId)), "Succeeded",
            () => cluster.PowerState = "Stopped");
    }

    public static void Resume(ResourceManager manager, ManagedCluster cluster)
    {
        cluster.SetProvisioningState("Starting");
        Start(manager, cluster, token => Task.WhenAll(DelayAsync(manager, token), manager.ClusterHost.ResumeAsync(cluster.HostId, token)), "Succeeded",
            () => cluster.PowerState = "Running");
    }

    /// <summary>Deletes, in place of whatever else is going on with the cluster.</summary>
    public static void Delete(ResourceManager manager, ManagedCluster cluster)
    {
        if (cluster.Operation is { IsDone: false } running)
            _ = running.Cancellation.CancelAsync();
        cluster.SetProvisioningState("Deleting");
        Start(manager, cluster, async token =>
        {
            await DelayAsync(manager, token);
            await manager.ClusterHost.DeleteAsync(cluster.HostId);
        }, "Deleting", () =>
        {
            manager.Clusters.Remove(cluster);
            manager.Groups.Remove(cluster.NodeResourceGroup);
        });
    }

    private static void Start(
        ResourceManager manager, ManagedCluster cluster, Func<CancellationToken, Task> work, string state, Action? succeeded = null) =>
        cluster.Operation = manager.StartOperation(cluster.Location, work, error =>
        {
            if (error is null)
                succeeded?.Invoke();
            cluster.SetProvisioningState(error is null ? state : "Failed", error);
        });

    /// <summary>Brings the nodes to what the cluster's body says.</summary>
    public static async Task ProvisionAsync(
        ResourceManager manager, ManagedCluster cluster, (string Code, string Message)? failure, CancellationToken cancellationToken)
    {
        if (failure is { } planned)
        {
            await DelayAsync(manager, cancellationToken);
            throw new ArmException(400, planned.Code, planned.Message, flat: true);
        }

        string version;
        IReadOnlyList<NodePoolOptions> pools;
        bool running;
        lock (manager.Sync)
        {
            version = cluster.Version;
            pools = cluster.NodePools;
            running = cluster.PowerState == "Running";
        }

        var start = running
            ? manager.ClusterHost.StartAsync(cluster.HostId, cluster.Name, version, pools, cancellationToken)
            : Task.CompletedTask;
        await Task.WhenAll(DelayAsync(manager, cancellationToken), start);
        lock (manager.Sync)
            Finish(manager, cluster);
    }

    /// <summary>Adds what AKS knows only once the nodes are there.</summary>
    private static void Finish(ResourceManager manager, ManagedCluster cluster)
    {
        var nodeGroup = $"{manager.SubscriptionScope}/resourcegroups/{cluster.NodeResourceGroup}";
        cluster.Properties["identityProfile"] ??= new JsonObject
        {
            ["kubeletidentity"] = new JsonObject
            {
                ["resourceId"] = $"{nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{cluster.Name}-agentpool",
                ["clientId"] = Guid.NewGuid().ToString(),
                ["objectId"] = Guid.NewGuid().ToString(),
            },
        };
        if (cluster.Properties["networkProfile"]!["loadBalancerProfile"] is JsonObject balancer)
        {
            balancer["effectiveOutboundIPs"] ??= new JsonArray(new JsonObject
            {
                ["id"] = $"{manager.SubscriptionScope}/resourceGroups/{cluster.NodeResourceGroup}/providers/Microsoft.Network/publicIPAddresses/{Guid.NewGuid()}",
            });
        }
    }

    /// <summary>The group AKS makes for the nodes; it carries the cluster's tags too.</summary>
    private static void MakeNodeGroup(ResourceManager manager, ManagedCluster cluster)
    {
        if (!manager.Groups.TryGetValue(cluster.NodeResourceGroup, out var group))
        {
            group = new(manager.Options.SubscriptionId, cluster.NodeResourceGroup, cluster.Location) { ManagedBy = cluster.Body["id"]!.GetValue<string>() };
            manager.Groups.Add(group.Name, group);
        }

        var tags = cluster.Body["tags"]?.DeepClone() as JsonObject ?? [];
        tags["aks-managed-cluster-name"] = cluster.Name;
        tags["aks-managed-cluster-rg"] = cluster.Group.Name;
        group.Tags = tags;
    }

    public static Task DelayAsync(ResourceManager manager, CancellationToken cancellationToken) =>
        Task.Delay(manager.Options.ProvisioningTime, cancellationToken);
}
