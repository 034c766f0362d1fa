using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Tests.Arm;

public sealed class ManagedClusterTests
{
    [Fact]
    public async Task A_create_is_accepted_with_defaults_and_followed_to_its_end()
    {
        await using var server = await ArmServer.StartAsync();
        var release = new TaskCompletionSource();
        server.Clusters.Gate = release.Task;
        await server.MakeGroupAsync();

        var created = await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody());

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Null(created.Header("Location"));
        var poll = created.Header("Azure-AsyncOperation")!;
        Assert.Contains("/providers/Microsoft.ContainerService/locations/eastus2/operations/", poll, StringComparison.Ordinal);
        Assert.DoesNotContain($"api-version={ArmServer.AksVersion}", poll, StringComparison.Ordinal);
        Assert.Equal(
            $"/subscriptions/{ArmServer.SubscriptionId}/resourcegroups/demo-RG/providers/Microsoft.ContainerService/managedClusters/demo-aks",
            (string?)created.Body!["id"]);
        var properties = created.Body["properties"]!;
        Assert.Equal("Creating", (string?)properties["provisioningState"]);
        Assert.Equal("Running", (string?)properties["powerState"]!["code"]);
        Assert.Equal("MC_demo-RG_demo-aks_eastus2", (string?)properties["nodeResourceGroup"]);
        Assert.Matches(@"^demo-[a-z0-9]{8}\.hcp\.eastus2\.azmk8s\.io$", (string?)properties["fqdn"]);
        Assert.Equal("1.34", (string?)properties["kubernetesVersion"]);
        Assert.Equal("1.34.2", (string?)properties["currentKubernetesVersion"]);
        Assert.StartsWith("https://eastus2.oic.prod-aks.azure.com/", (string?)properties["oidcIssuerProfile"]!["issuerURL"], StringComparison.Ordinal);
        Assert.Equal("cilium", (string?)properties["networkProfile"]!["networkDataplane"]);
        Assert.Equal(50, (int)properties["agentPoolProfiles"]![0]!["maxPods"]!);
        Assert.Equal(128, (int)properties["agentPoolProfiles"]![0]!["osDiskSizeGB"]!);
        Assert.True(Guid.TryParse((string?)created.Body["identity"]!["principalId"], out _));

        var running = await server.GetAsync(poll);
        Assert.Equal("InProgress", (string?)running.Body!["status"]);
        Assert.Equal("Creating", (string?)(await server.GetAsync(ArmServer.ClusterPath())).Body!["properties"]!["provisioningState"]);

        release.SetResult();
        var ended = await server.FollowAsync(created);
        Assert.Equal("Succeeded", (string?)ended["status"]);
        Assert.NotNull(ended["endTime"]);
        var cluster = (await server.GetAsync(ArmServer.ClusterPath())).Body!;
        Assert.Equal("Succeeded", (string?)cluster["properties"]!["provisioningState"]);
        Assert.NotNull(cluster["properties"]!["identityProfile"]!["kubeletidentity"]);
        Assert.Equal(["start demo-aks 1.34.2 1 Standard_D2s_v5"], server.Clusters.Calls);
    }

    [Fact]
    public async Task A_failed_create_says_why_in_the_operation_and_in_the_cluster_and_can_be_repeated()
    {
        await using var server = await ArmServer.StartAsync();
        server.Manager.ProvisioningFailure = ("AksCapacityHeavyUsage", "AKS is seeing heavy demand in region eastus2.");
        await server.MakeGroupAsync();

        var ended = await server.FollowAsync(await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody()));

        Assert.Equal("Failed", (string?)ended["status"]);
        Assert.Equal("AksCapacityHeavyUsage", (string?)ended["error"]!["code"]);
        var properties = (await server.GetAsync(ArmServer.ClusterPath())).Body!["properties"]!;
        Assert.Equal("Failed", (string?)properties["provisioningState"]);
        Assert.Equal("AKS is seeing heavy demand in region eastus2.", (string?)properties["status"]!["provisioningError"]!["message"]);

        server.Manager.ProvisioningFailure = null;
        var again = await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody());
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal("Succeeded", (string?)(await server.FollowAsync(again))["status"]);
        properties = (await server.GetAsync(ArmServer.ClusterPath())).Body!["properties"]!;
        Assert.Equal("Succeeded", (string?)properties["provisioningState"]);
        Assert.Null(properties["status"]);
    }

    [Fact]
    public async Task A_second_put_is_an_update_that_keeps_what_it_does_not_name()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();
        var before = (await server.GetAsync(ArmServer.ClusterPath())).Body!;
        var body = ArmServer.ClusterBody(count: 2);
        body["tags"] = new JsonObject { ["other"] = "tag" };

        var updated = await server.SendAsync("PUT", ArmServer.ClusterPath("DEMO-aks", group: "DEMO-rg"), body);

        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("HEAD", ArmServer.ClusterPath())).Status);
        Assert.Equal(HttpStatusCode.OK, updated.Status);
        Assert.Equal("Updating", (string?)updated.Body!["properties"]!["provisioningState"]);
        await server.FollowAsync(updated);
        var after = (await server.GetAsync(ArmServer.ClusterPath())).Body!;
        Assert.Equal(2, (int)after["properties"]!["agentPoolProfiles"]![0]!["count"]!);
        Assert.Equal((string?)before["properties"]!["fqdn"], (string?)after["properties"]!["fqdn"]);
        Assert.Equal((string?)before["identity"]!["principalId"], (string?)after["identity"]!["principalId"]);
        Assert.Equal("""{"other":"tag"}""", after["tags"]!.ToJsonString());
        Assert.NotEqual((string?)before["eTag"], (string?)after["eTag"]);
    }

    [Fact]
    public async Task Tags_are_patched_and_reach_the_node_resource_group()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();

        var patched = await server.SendAsync("PATCH", ArmServer.ClusterPath(), new JsonObject { ["tags"] = new JsonObject { ["a"] = "b" } });

        Assert.Equal(HttpStatusCode.OK, patched.Status);
        await server.FollowAsync(patched);
        Assert.Equal("""{"a":"b"}""", (await server.GetAsync(ArmServer.ClusterPath())).Body!["tags"]!.ToJsonString());
        var group = (await server.GetAsync(ArmServer.Path("/resourcegroups/MC_demo-RG_demo-aks_eastus2"))).Body!;
        Assert.Equal("b", (string?)group["tags"]!["a"]);
        Assert.EndsWith("/managedClusters/demo-aks", (string?)group["managedBy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_and_start_change_the_power_state_and_a_second_stop_is_refused()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();

        var stop = await server.SendAsync("POST", ArmServer.ClusterPath(suffix: "/stop"));
        Assert.Equal(HttpStatusCode.Accepted, stop.Status);
        Assert.NotNull(stop.Header("Location"));
        await server.FollowAsync(stop);
        Assert.Equal(HttpStatusCode.NoContent, (await server.GetAsync(stop.Header("Location")!)).Status);
        var properties = (await server.GetAsync(ArmServer.ClusterPath())).Body!["properties"]!;
        Assert.Equal("Succeeded", (string?)properties["provisioningState"]);
        Assert.Equal("Stopped", (string?)properties["powerState"]!["code"]);

        var second = await server.SendAsync("POST", ArmServer.ClusterPath(suffix: "/stop"));
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal("OperationNotAllowed", (string?)second.Body!["code"]);
        Assert.Equal("OperationNotAllowed", (await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody())).Code);

        await server.FollowAsync(await server.SendAsync("POST", ArmServer.ClusterPath(suffix: "/start")));
        Assert.Equal("Running", (string?)(await server.GetAsync(ArmServer.ClusterPath())).Body!["properties"]!["powerState"]!["code"]);
        Assert.Equal(["start demo-aks 1.34.2 1 Standard_D2s_v5", "stop", "resume"], server.Clusters.Calls);
    }

    [Fact]
    public async Task One_operation_at_a_time_but_a_delete_takes_the_place_of_a_create()
    {
        await using var server = await ArmServer.StartAsync();
        server.Clusters.Gate = new TaskCompletionSource().Task;
        await server.MakeGroupAsync();
        var created = await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody());

        var update = await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody());
        Assert.Equal(HttpStatusCode.Conflict, update.Status);
        Assert.Equal("OperationNotAllowed", update.Code);
        Assert.Contains("Another operation (Creating) is in progress", update.Message, StringComparison.Ordinal);

        var delete = await server.SendAsync("DELETE", ArmServer.ClusterPath());
        Assert.Equal(HttpStatusCode.Accepted, delete.Status);
        Assert.Equal("Succeeded", (string?)(await server.FollowAsync(delete))["status"]);
        Assert.Equal("NotLatestOperation", (string?)(await server.FollowAsync(created))["error"]!["code"]);
        Assert.Equal("ResourceNotFound", (await server.GetAsync(ArmServer.ClusterPath())).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("DELETE", ArmServer.ClusterPath())).Status);
        Assert.Equal("ResourceGroupNotFound", (await server.GetAsync(ArmServer.Path("/resourcegroups/MC_demo-RG_demo-aks_eastus2"))).Code);
    }

    [Fact]
    public async Task Credentials_carry_certificate_and_token_for_local_accounts()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();

        var user = await CredentialAsync(server, "listClusterUserCredential");
        var admin = await CredentialAsync(server, "listClusterAdminCredential");

        Assert.Equal("clusterUser", user.Name);
        Assert.Contains("token: cluster-token", user.Config, StringComparison.Ordinal);
        Assert.Contains($"client-key-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes("KEY PEM"))}", user.Config, StringComparison.Ordinal);
        Assert.Contains("server: https://127.0.0.1:6443", user.Config, StringComparison.Ordinal);
        Assert.Contains("current-context: demo-aks\n", user.Config, StringComparison.Ordinal);
        Assert.Equal("clusterAdmin", admin.Name);
        Assert.Contains("current-context: demo-aks-admin\n", admin.Config, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_of_an_Entra_cluster_name_kubelogin_and_there_are_none_for_the_administrator()
    {
        await using var server = await ArmServer.StartAsync();
        var body = ArmServer.ClusterBody();
        body["properties"]!["aadProfile"] = new JsonObject { ["managed"] = true, ["enableAzureRBAC"] = true };
        body["properties"]!["disableLocalAccounts"] = true;
        await server.MakeClusterAsync(body);

        var (_, config) = await CredentialAsync(server, "listClusterUserCredential");
        var refused = await server.SendAsync("POST", ArmServer.ClusterPath(suffix: "/listClusterAdminCredential"));

        Assert.Contains("command: kubelogin", config, StringComparison.Ordinal);
        Assert.DoesNotContain("cluster-token", config, StringComparison.Ordinal);
        Assert.DoesNotContain("client-key-data", config, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("disable local accounts", (string?)refused.Body!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_match_guards_against_lost_updates()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();
        var etag = (string)(await server.GetAsync(ArmServer.ClusterPath())).Body!["eTag"]!;

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody(), ("If-Match", "\"old\""))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody(), ("If-None-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody(), ("If-Match", $"\"{etag}\""))).Status);
    }

    [Fact]
    public async Task Pools_upgrades_and_versions_are_listed()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();

        var pools = await server.GetAsync(ArmServer.ClusterPath(suffix: "/agentPools"));
        Assert.Equal("system", (string?)pools.Body!["value"]![0]!["name"]);
        var pool = await server.GetAsync(ArmServer.ClusterPath(suffix: "/agentPools/system"));
        Assert.Equal("Standard_D2s_v5", (string?)pool.Body!["properties"]!["vmSize"]);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(ArmServer.ClusterPath(suffix: "/agentPools/none"))).Status);
        var upgrades = await server.GetAsync(ArmServer.ClusterPath(suffix: "/upgradeProfiles/default"));
        Assert.Contains("1.35.1", upgrades.Body!["properties"]!["controlPlaneProfile"]!["upgrades"]!.ToJsonString(), StringComparison.Ordinal);
        var versions = await server.GetAsync(ArmServer.Path(
            "/providers/Microsoft.ContainerService/locations/eastus2/kubernetesVersions", ArmServer.AksVersion));
        Assert.Single(versions.Body!["values"]!.AsArray(), version => (bool?)version!["isDefault"] == true);
        Assert.Equal(HttpStatusCode.NotImplemented, (await server.SendAsync("POST", ArmServer.ClusterPath(suffix: "/runCommand"), new JsonObject())).Status);
    }

    private static async Task<(string Name, string Config)> CredentialAsync(ArmServer server, string action)
    {
        var answer = await server.SendAsync("POST", ArmServer.ClusterPath(suffix: "/" + action));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var config = answer.Body!["kubeconfigs"]!.AsArray().Single()!;
        return ((string)config["name"]!, Encoding.UTF8.GetString(Convert.FromBase64String((string)config["value"]!)));
    }
}
