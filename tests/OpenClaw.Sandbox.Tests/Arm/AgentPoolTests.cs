using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Tests.Arm;

public sealed class AgentPoolTests
{
    [Fact]
    public async Task A_pool_is_made_beside_the_others_with_AKSs_defaults()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();

        var made = await server.SendAsync("PUT", PoolPath("larger"), Body("Standard_D4s_v5"));

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("Creating", (string?)made.Body!["properties"]!["provisioningState"]);
        Assert.Equal("Succeeded", (string?)(await server.FollowAsync(made))["status"]);
        var pool = (await server.GetAsync(PoolPath("LARGER"))).Body!;
        Assert.Equal(("larger", "User", 250), ((string?)pool["name"], (string?)pool["properties"]!["mode"], (int?)pool["properties"]!["maxPods"]));
        Assert.EndsWith("/managedClusters/demo-aks/agentPools/larger", (string?)pool["id"], StringComparison.Ordinal);
        Assert.Equal("start demo-aks 1.34.2 1 Standard_D2s_v5 1 Standard_D4s_v5", server.Clusters.Calls[^1]);
        var cluster = (await server.GetAsync(ArmServer.ClusterPath())).Body!["properties"]!;
        Assert.Equal(["system", "larger"], cluster["agentPoolProfiles"]!.AsArray().Select(p => (string?)p!["name"]));
        Assert.Equal("Succeeded", (string?)cluster["provisioningState"]);
    }

    [Fact]
    public async Task A_second_put_changes_what_it_names_and_nothing_that_lasts_a_pools_life()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();

        var changed = await server.SendAsync("PUT", PoolPath("system"), new JsonObject { ["properties"] = new JsonObject { ["count"] = 3 } });
        await server.FollowAsync(changed);

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal((3, "System"), ((int?)changed.Body!["properties"]!["count"], (string?)changed.Body["properties"]!["mode"]));
        var refused = await server.SendAsync("PUT", PoolPath("system"), Body("Standard_D4s_v5"));
        Assert.Equal((HttpStatusCode.BadRequest, "PropertyChangeNotAllowed"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_deleted_pool_is_gone_with_its_nodes_but_not_the_last_System_pool()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();
        var last = await server.SendAsync("DELETE", PoolPath("system"));
        Assert.Equal((HttpStatusCode.BadRequest, "InvalidParameter"), (last.Status, last.Code));
        await server.FollowAsync(await server.SendAsync("PUT", PoolPath("larger"), Body("Standard_D4s_v5", "System")));
        var gate = new TaskCompletionSource();
        server.Clusters.Gate = gate.Task;

        var deleted = await server.SendAsync("DELETE", PoolPath("system"));

        Assert.Equal(HttpStatusCode.Accepted, deleted.Status);
        Assert.NotNull(deleted.Header("Location"));
        Assert.Equal("Deleting", (string?)(await server.GetAsync(PoolPath("system"))).Body!["properties"]!["provisioningState"]);
        gate.SetResult();
        await server.FollowAsync(deleted);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(PoolPath("system"))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync("DELETE", PoolPath("system"))).Status);
        Assert.Equal("start demo-aks 1.34.2 1 Standard_D4s_v5", server.Clusters.Calls[^1]);
    }

    [Fact]
    public async Task While_one_is_changed_everything_else_is_refused_with_409()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();
        var gate = new TaskCompletionSource();
        server.Clusters.Gate = gate.Task;
        var made = await server.SendAsync("PUT", PoolPath("larger"), Body("Standard_D4s_v5", "System"));

        foreach (var refused in (Answer[])[
            await server.SendAsync("PUT", PoolPath("larger"), Body("Standard_D4s_v5")), await server.SendAsync("DELETE", PoolPath("system")),
            await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody())])
        {
            Assert.Equal((HttpStatusCode.Conflict, "OperationNotAllowed"), (refused.Status, refused.Code));
        }

        gate.SetResult();
        await server.FollowAsync(made);
    }

    [Fact]
    public async Task Etags_are_minded()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();
        var tag = (string)(await server.GetAsync(PoolPath("system"))).Body!["properties"]!["eTag"]!;

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await server.SendAsync("PUT", PoolPath("system"), Body("Standard_D2s_v5"), ("If-None-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await server.SendAsync("PUT", PoolPath("system"), Body("Standard_D2s_v5"), ("If-Match", "other"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("PUT", PoolPath("system"), Body("Standard_D2s_v5", "System"), ("If-Match", tag))).Status);
    }

    [Fact]
    public async Task A_pool_that_fails_says_why_and_another_put_takes_it_up()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();
        server.Manager.ProvisioningFailure = ("AllocationFailed", "no room");

        Assert.Equal("Failed", (string?)(await server.FollowAsync(await server.SendAsync("PUT", PoolPath("larger"), Body("Standard_D4s_v5"))))["status"]);
        var failed = (await server.GetAsync(PoolPath("larger"))).Body!["properties"]!;
        Assert.Equal(("Failed", "AllocationFailed"), ((string?)failed["provisioningState"], (string?)failed["status"]!["provisioningError"]!["code"]));

        server.Manager.ProvisioningFailure = null;
        await server.FollowAsync(await server.SendAsync("PUT", PoolPath("larger"), Body("Standard_D4s_v5")));
        Assert.Equal("Succeeded", (string?)(await server.GetAsync(PoolPath("larger"))).Body!["properties"]!["provisioningState"]);
    }

    [Theory]
    [InlineData("Larger1", "Standard_D4s_v5", "InvalidParameter")]
    [InlineData("averylongname", "Standard_D4s_v5", "InvalidParameter")]
    [InlineData("larger", "Standard_D9s_v9", "BadRequest")]
    [InlineData("larger", "Standard_D16s_v5", "ErrCode_InsufficientVCPUQuota")]
    public async Task A_pool_that_cannot_be_is_refused(string name, string size, string code)
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();
        server.Manager.Quota[("eastus2", "standardDSv5Family")] = 12;

        var refused = await server.SendAsync("PUT", PoolPath(name), Body(size));

        Assert.Equal((HttpStatusCode.BadRequest, code), (refused.Status, refused.Code));
    }

    private static string PoolPath(string pool) => ArmServer.ClusterPath(suffix: $"/agentPools/{pool}");

    private static JsonObject Body(string size, string? mode = null)
    {
        var properties = new JsonObject { ["vmSize"] = size, ["count"] = 1 };
        if (mode is not null)
            properties["mode"] = mode;
        return new JsonObject { ["properties"] = properties };
    }
}
