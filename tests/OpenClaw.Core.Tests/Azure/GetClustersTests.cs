using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

public sealed class GetClustersTests
{
    private const string AllPath = $"/subscriptions/{ArmServer.Subscription}/providers/Microsoft.ContainerService/managedClusters";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_ours_from_all_pages()
    {
        await using var azure = await StartAsync();

        var clusters = await GetClustersOperation.RunAsync(null, null, azure.SignIn, OperationContext.Silent, Cancel);

        Assert.Equal(["alpha", "openclaw"], clusters.Select(c => c.Name));
        Assert.Equal(["alpha-aks", "openclaw-aks"], clusters.Select(c => c.ClusterName));
        Assert.All(clusters, c => Assert.Equal(ArmServer.Subscription, c.SubscriptionId));
    }

    [Theory]
    [InlineData("openclaw")]
    [InlineData("OpenClaw-AKS")]
    [InlineData("open*")]
    public async Task Finds_one_of_ours_by_name(string name)
    {
        await using var azure = await StartAsync();

        Assert.Equal("openclaw", Assert.Single(await GetClustersOperation.RunAsync(name, null, azure.SignIn, OperationContext.Silent, Cancel)).Name);
    }

    [Fact]
    public async Task A_name_that_is_not_there_lists_those_that_are()
    {
        await using var azure = await StartAsync();

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => GetClustersOperation.RunAsync("theirs", null, azure.SignIn, OperationContext.Silent, Cancel));

        Assert.True(error is { ErrorId: "ClusterNotFound", Kind: ErrorKind.NotFound });
        Assert.Contains("alpha, openclaw", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wildcards_that_match_nothing_are_no_error()
    {
        await using var azure = await StartAsync();

        Assert.Empty(await GetClustersOperation.RunAsync("x*", null, azure.SignIn, OperationContext.Silent, Cancel));
    }

    [Theory]
    [InlineData("theirs", "their-RG")]
    [InlineData($"/subscriptions/{ArmServer.Subscription}/resourcegroups/their-RG/providers/microsoft.containerservice/managedclusters/theirs", null)]
    public async Task A_cluster_that_is_not_ours_is_found_by_group_and_name_or_id(string name, string? group)
    {
        await using var azure = await StartAsync();
        azure.On("GET", "/their-RG/providers/Microsoft.ContainerService/managedClusters/theirs", ArmAnswer.Ok(Theirs()));

        var cluster = Assert.Single(await GetClustersOperation.RunAsync(name, group, azure.SignIn, OperationContext.Silent, Cancel));

        Assert.True(cluster is { Name: "theirs", IsOurs: false, Ready: true, ResourceGroup: "their-RG" });
    }

    [Fact]
    public async Task An_id_of_something_else_is_refused()
    {
        await using var azure = await StartAsync();

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => GetClustersOperation.RunAsync(ArmScript.GroupPath, null, azure.SignIn, OperationContext.Silent, Cancel));

        Assert.Equal("ResourceIdInvalid", error.ErrorId);
        Assert.Empty(azure.Requests);
    }

    private static async Task<ArmServer> StartAsync()
    {
        var azure = await ArmScript.StartAsync(Cancel);
        azure.On(r => !r.Is("GET", AllPath) ? null
            : r.Query.Contains("skiptoken", StringComparison.Ordinal)
                ? ArmAnswer.List(Ours("alpha"))
                : ArmAnswer.Ok(new JsonObject
                {
                    ["value"] = new JsonArray(Ours("openclaw"), Theirs()),
                    ["nextLink"] = "{endpoint}" + AllPath + "?api-version=2026-06-01&%24skiptoken=abc",
                }));
        return azure;
    }

    private static JsonObject Ours(string name) => ArmScript.Cluster(
        "Succeeded", tags: new JsonObject { ["managed-by"] = "OpenClaw.PowerShell", ["openclaw-name"] = name }, name: name + "-aks", group: name + "-RG");

    private static JsonObject Theirs() => ArmScript.Cluster("Succeeded", name: "theirs", group: "their-RG");
}
