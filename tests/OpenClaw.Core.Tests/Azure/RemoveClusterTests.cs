using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

public sealed class RemoveClusterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deletes_the_group_we_made_and_reads_back_that_it_is_gone()
    {
        await using var azure = await StartAsync(ArmScript.OurTags(), ArmScript.OurTags(), ArmScript.ClusterPath);
        LetDelete(azure, ArmScript.GroupPath);
        var caller = new RecordedContext();

        Assert.True(await RemoveAsync(azure, caller.Context));

        Assert.EndsWith("/openclaw-RG", Assert.Single(Deletions(azure)).Path, StringComparison.Ordinal);
        Assert.StartsWith("delete resource group 'openclaw-RG' with AKS cluster 'openclaw-aks' and all that is on it", Assert.Single(caller.Questions), StringComparison.Ordinal);
        Assert.Contains("volumes and secrets go with it", caller.Questions[0], StringComparison.Ordinal);
        Assert.True(azure.Requests[^1].Is("GET", ArmScript.GroupPath));
    }

    [Fact]
    public async Task Keeps_a_group_that_holds_more_than_the_cluster()
    {
        await using var azure = await StartAsync(ArmScript.OurTags(), ArmScript.OurTags(), ArmScript.ClusterPath, ArmScript.GroupPath + "/providers/Microsoft.Storage/storageAccounts/photos");
        LetDelete(azure, ArmScript.ClusterPath);
        var caller = new RecordedContext();

        Assert.True(await RemoveAsync(azure, caller.Context));

        Assert.EndsWith("/openclaw-aks", Assert.Single(Deletions(azure)).Path, StringComparison.Ordinal);
        Assert.Contains("photos", Assert.Single(caller.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_a_group_that_was_adopted()
    {
        var adopted = ArmScript.OurTags();
        adopted["openclaw-adopted"] = "true";
        await using var azure = await StartAsync(adopted, ArmScript.OurTags(), ArmScript.ClusterPath);
        LetDelete(azure, ArmScript.ClusterPath);

        Assert.True(await RemoveAsync(azure, OperationContext.Silent));

        Assert.EndsWith("/openclaw-aks", Assert.Single(Deletions(azure)).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_touch_what_is_not_ours()
    {
        await using var azure = await StartAsync(null, null, ArmScript.ClusterPath);

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() =>
            RemoveClusterOperation.RunAsync("openclaw-aks", "openclaw-RG", azure.SignIn, OperationContext.Silent, Cancel));

        Assert.True(error is { ErrorId: "ClusterNotOursToRemove", Kind: ErrorKind.PermissionDenied });
        Assert.Empty(Deletions(azure));
    }

    [Fact]
    public async Task With_WhatIf_deletes_nothing()
    {
        await using var azure = await StartAsync(ArmScript.OurTags(), ArmScript.OurTags(), ArmScript.ClusterPath);
        var caller = new RecordedContext(whatIf: true);

        Assert.False(await RemoveAsync(azure, caller.Context));

        Assert.Single(caller.Questions);
        Assert.Empty(Deletions(azure));
    }

    [Fact]
    public async Task What_is_gone_already_is_no_error()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        LetList(azure);
        var caller = new RecordedContext();

        Assert.False(await RemoveAsync(azure, caller.Context));

        Assert.Empty(azure.Writes);
        Assert.Contains("'openclaw'", Assert.Single(caller.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_the_cluster_wherever_it_is_by_either_name_or_its_id()
    {
        const string Elsewhere = $"/subscriptions/{ArmServer.Subscription}/resourceGroups/team/providers/Microsoft.ContainerService/managedClusters/bots";
        foreach (var name in (string[])["openclaw", "BOTS", Elsewhere])
        {
            await using var azure = await ArmScript.StartAsync(Cancel);
            var cluster = ArmScript.Cluster("Succeeded", tags: ArmScript.OurTags(), name: "bots", group: "team");
            LetList(azure, [cluster]);
            azure.On("GET", Elsewhere, ArmAnswer.Ok(cluster.DeepClone()));
            azure.On("GET", "/resourceGroups/team", ArmAnswer.Ok(ArmScript.Group("team", null)));
            LetDelete(azure, Elsewhere);

            Assert.True(await RemoveClusterOperation.RunAsync(name, null, azure.SignIn, OperationContext.Silent, Cancel));

            Assert.True(Assert.Single(Deletions(azure)).Is("DELETE", Elsewhere));
        }
    }

    [Fact]
    public async Task A_name_that_fits_two_clusters_deletes_neither()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        LetList(azure, [ArmScript.Cluster("Succeeded", tags: ArmScript.OurTags()), ArmScript.Cluster("Succeeded", tags: ArmScript.OurTags(), group: "team")]);

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => RemoveAsync(azure, OperationContext.Silent));

        Assert.True(error is { ErrorId: "ClusterAmbiguous", Kind: ErrorKind.InvalidArgument });
        Assert.Contains("team/openclaw-aks", error.Message, StringComparison.Ordinal);
        Assert.Empty(Deletions(azure));
    }

    [Fact]
    public async Task Keeps_a_cluster_that_was_adopted()
    {
        var adopted = ArmScript.OurTags();
        adopted["openclaw-adopted"] = "true";
        await using var azure = await StartAsync(ArmScript.OurTags(), adopted, ArmScript.ClusterPath);

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => RemoveAsync(azure, OperationContext.Silent));

        Assert.True(error is { ErrorId: "ClusterAdopted", Kind: ErrorKind.PermissionDenied });
        Assert.Empty(Deletions(azure));
    }

    [Fact]
    public async Task Deletes_the_empty_group_that_a_killed_run_has_left()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        LetList(azure, [], [ArmScript.Group("openclaw-RG", ArmScript.OurTags()), NodeGroup()]);
        azure.On("GET", ArmScript.GroupPath, ArmAnswer.Ok(ArmScript.Group("openclaw-RG", ArmScript.OurTags())));
        azure.On("GET", ArmScript.GroupPath + "/resources", ArmAnswer.List());
        LetDelete(azure, ArmScript.GroupPath);
        var caller = new RecordedContext();

        Assert.True(await RemoveAsync(azure, caller.Context));

        Assert.Equal("delete resource group 'openclaw-RG', which is empty", Assert.Single(caller.Questions));
        Assert.True(Assert.Single(Deletions(azure)).Is("DELETE", ArmScript.GroupPath));

        // A node group carries the cluster's tags too, but it belongs to the cluster.
        static JsonObject NodeGroup()
        {
            var group = ArmScript.Group("MC_openclaw-RG_openclaw-aks_eastus2", ArmScript.OurTags());
            group["managedBy"] = ArmScript.ClusterPath;
            return group;
        }
    }

    [Fact]
    public async Task Keeps_a_group_into_which_something_was_put_while_it_asked()
    {
        await using var azure = await StartAsync(ArmScript.OurTags(), ArmScript.OurTags(), ArmScript.ClusterPath);
        LetDelete(azure, ArmScript.ClusterPath);
        var asked = new OperationContext
        {
            ShouldChange = (_, _, _) =>
            {
                azure.On("GET", ArmScript.GroupPath + "/resources", ArmAnswer.List(new JsonObject { ["id"] = ArmScript.ClusterPath }, new JsonObject { ["id"] = "/x/photos" }));
                return Task.FromResult(true);
            },
        };

        Assert.True(await RemoveAsync(azure, asked));

        Assert.True(Assert.Single(Deletions(azure)).Is("DELETE", ArmScript.ClusterPath));
    }

    [Fact]
    public async Task Waits_for_a_deletion_that_an_earlier_run_has_begun()
    {
        await using var azure = await StartAsync(ArmScript.OurTags(), ArmScript.OurTags(), ArmScript.ClusterPath);
        var looks = 0;
        azure.On(r => !r.Is("GET", ArmScript.GroupPath) ? null
            : Interlocked.Increment(ref looks) <= 2 ? ArmAnswer.Ok(ArmScript.Group("openclaw-RG", ArmScript.OurTags(), "Deleting"))
            : ArmAnswer.Error(HttpStatusCode.NotFound, "ResourceGroupNotFound", "gone"));
        var caller = new RecordedContext();

        Assert.True(await RemoveAsync(azure, caller.Context));

        Assert.Empty(Deletions(azure));
        Assert.Empty(caller.Questions);
    }

    [Fact]
    public async Task Takes_a_cluster_object_also_when_the_cluster_is_gone_by_now()
    {
        await using var azure = await StartAsync(ArmScript.OurTags(), ArmScript.OurTags(), ArmScript.ClusterPath);
        var cluster = Assert.Single(await GetClustersOperation.RunAsync("openclaw", null, azure.SignIn, OperationContext.Silent, Cancel));
        LetDelete(azure, ArmScript.GroupPath);

        Assert.True(await RemoveClusterOperation.RunAsync(cluster, OperationContext.Silent, Cancel));
        Assert.False(await RemoveClusterOperation.RunAsync(cluster, OperationContext.Silent, Cancel));

        Assert.Single(Deletions(azure));
    }

    private static Task<bool> RemoveAsync(ArmServer azure, OperationContext context) =>
        RemoveClusterOperation.RunAsync("openclaw", null, azure.SignIn, context, Cancel);

    /// <summary>What was to be deleted; the credential it asks for to name the instances is a POST too.</summary>
    private static IEnumerable<ArmRequest> Deletions(ArmServer azure) => azure.Writes.Where(r => !r.Is("POST", "/listClusterUserCredential"));

    private static void LetList(ArmServer azure, JsonObject[]? clusters = null, JsonObject[]? groups = null)
    {
        azure.On("GET", $"/subscriptions/{ArmServer.Subscription}/providers/Microsoft.ContainerService/managedClusters", ArmAnswer.List([.. clusters ?? []]));
        azure.On("GET", $"/subscriptions/{ArmServer.Subscription}/resourcegroups", ArmAnswer.List([.. groups ?? []]));
    }

    private static async Task<ArmServer> StartAsync(JsonObject? groupTags, JsonObject? clusterTags, params string[] resources)
    {
        var azure = await ArmScript.StartAsync(Cancel);
        azure.LetExist(ArmScript.Cluster("Succeeded", tags: clusterTags), ArmScript.Group("openclaw-RG", groupTags));
        LetList(azure, [ArmScript.Cluster("Succeeded", tags: (JsonObject?)clusterTags?.DeepClone())]);
        azure.On("GET", ArmScript.GroupPath + "/resources", ArmAnswer.List([.. resources.Select(id => new JsonObject { ["id"] = id })]));
        return azure;
    }

    /// <summary>202 with a Location, which says 202 twice and then 200; from then on the thing is gone.</summary>
    private static void LetDelete(ArmServer azure, string path)
    {
        const string Results = $"/subscriptions/{ArmServer.Subscription}/operationresults/delete1";
        var looks = 0;
        azure.On(r => r.Is("GET", path) && Volatile.Read(ref looks) > 2 ? ArmAnswer.Error(HttpStatusCode.NotFound, "ResourceNotFound", "gone") : null);
        azure.On("DELETE", path, new ArmAnswer(HttpStatusCode.Accepted).With("Location", "{endpoint}" + Results + "?api-version=2025-04-01&t=1&s=SIGNATURE").With("retry-after-ms", "10"));
        azure.On(r => !r.Is("GET", Results) ? null
            : Interlocked.Increment(ref looks) <= 2 ? new ArmAnswer(HttpStatusCode.Accepted).With("Location", "{endpoint}" + Results).With("retry-after-ms", "10")
            : new ArmAnswer(HttpStatusCode.OK));
    }
}
