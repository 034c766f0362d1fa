using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>What can be asked of a managed cluster: stop, start, credentials, upgrades, versions.</summary>
internal static class ManagedClusterActionEndpoints
{
    private const string Type = ManagedCluster.Type;
    private const string Path = ManagedClusterEndpoints.Path;

    public static void Map(ArmRoutes routes)
    {
        routes.Map("POST", Path + "/stop", Type, Type + "/stop/action", request => ChangePower(request, "Stop", "Running", ManagedClusterWork.Stop));
        routes.Map("POST", Path + "/start", Type, Type + "/start/action", request => ChangePower(request, "Start", "Stopped", ManagedClusterWork.Resume));
        routes.Map("POST", Path + "/listClusterUserCredential", Type, Type + "/listClusterUserCredential/action",
            request => ListCredentials(request, admin: false));
        routes.Map("POST", Path + "/listClusterAdminCredential", Type, Type + "/listClusterAdminCredential/action",
            request => ListCredentials(request, admin: true));
        routes.Map("POST", Path + "/runCommand", Type, Type + "/runcommand/action", ArmResponse (request) =>
        {
            request.Manager.Cluster(request.Group, request.Name);
            throw new ArmException(501, "NotImplemented", "The sandbox does not build runCommand; use kubectl with the cluster's credentials.", flat: true);
        });
        routes.Map("GET", Path + "/upgradeProfiles/default", Type, Type + "/upgradeProfiles/read",
            request => ArmResponse.Ok(ShowUpgrades(request.Manager.Cluster(request.Group, request.Name))));
        routes.Map("GET", "/subscriptions/{subscription}/providers/Microsoft.ContainerService/locations/{location}/kubernetesVersions",
            "Microsoft.ContainerService/locations/kubernetesVersions", "Microsoft.ContainerService/locations/kubernetesversions/read", request =>
                Regions.Exists(request.Location)
                    ? ArmResponse.Ok(KubernetesVersions.ToJson())
                    : throw ArmErrors.NoRegisteredProvider(request.Location, request.ApiVersion, "locations/kubernetesVersions",
                        Providers.Versions("Microsoft.ContainerService", "locations/kubernetesVersions")!));
    }

    private static ArmResponse ChangePower(ArmRequest request, string verb, string from, Action<ResourceManager, ManagedCluster> work)
    {
        var cluster = request.Manager.Cluster(request.Group, request.Name);
        ManagedClusterEndpoints.CheckIdle(cluster);
        if (cluster.PowerState != from)
            throw AksErrors.NotAllowedInPowerState(verb, cluster.PowerState);
        work(request.Manager, cluster);
        request.Follow(cluster.Operation!, withLocation: true);
        return ArmResponse.Accepted;
    }

    private static ArmResponse ListCredentials(ArmRequest request, bool admin)
    {
        var cluster = request.Manager.Cluster(request.Group, request.Name);
        if (admin && (bool)cluster.Properties["disableLocalAccounts"]!)
            throw AksErrors.NoStaticCredential();
        var credentials = request.Manager.ClusterHost.Get(cluster.HostId) ?? throw AksErrors.NoCredentialYet(cluster.Name);
        var config = !admin && cluster.Properties["aadProfile"] is JsonObject entra
            ? KubeConfig.ForEntra(cluster, credentials, (string)entra["tenantID"]!)
            : KubeConfig.ForLocalAccount(cluster, credentials, admin);
        return ArmResponse.Ok(new JsonObject
        {
            ["kubeconfigs"] = new JsonArray(new JsonObject
            {
                ["name"] = admin ? "clusterAdmin" : "clusterUser",
                ["value"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(config)),
            }),
        });
    }

    private static JsonObject ShowUpgrades(ManagedCluster cluster)
    {
        JsonObject Profile(string? name)
        {
            var profile = new JsonObject { ["kubernetesVersion"] = cluster.Version, ["osType"] = "Linux" };
            if (name is not null)
                profile["name"] = name;
            profile["upgrades"] = new JsonArray([.. KubernetesVersions.Upgrades(cluster.Version).Select(version =>
                KubernetesVersions.IsPreview(version)
                    ? new JsonObject { ["kubernetesVersion"] = version, ["isPreview"] = true }
                    : new JsonObject { ["kubernetesVersion"] = version })]);
            return profile;
        }

        return new JsonObject
        {
            ["id"] = $"{cluster.Body["id"]}/upgradeprofiles/default",
            ["name"] = "default",
            ["type"] = Type + "/upgradeprofiles",
            ["properties"] = new JsonObject
            {
                ["controlPlaneProfile"] = Profile(null),
                ["agentPoolProfiles"] = new JsonArray([.. cluster.Pools.Select(pool => Profile((string?)pool!["name"]))]),
            },
        };
    }
}
