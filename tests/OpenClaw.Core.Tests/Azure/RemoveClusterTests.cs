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

        Assert.Equal("DELETE", Assert.Single(azure.Writes).Method);
        Assert.EndsWith("/openclaw-RG", azure.Writes.Single().Path, StringComparison.Ordinal);
        Assert.Equal("delete resource group 'openclaw-RG' with cluster 'openclaw-aks' and everything on it", Assert.Single(caller.Questions));
        Assert.True(azure.Requests[^1].Is("GET", ArmScript.GroupPath));
    }

    [Fact]
    public async Task Keeps_a_group_that_holds_more_than_the_cluster()
    {
        await using var azure = await StartAsync(ArmScript.OurTags(), ArmScript.OurTags(), ArmScript.ClusterPath, ArmScript.GroupPath + "/providers/Microsoft.Storage/storageAccounts/photos");
        LetDelete(azure, ArmScript.ClusterPath);
        var caller = new RecordedContext();

        Assert.True(await RemoveAsync(azure, caller.Context));

        Assert.EndsWith("/openclaw-aks", Assert.Single(azure.Writes).Path, StringComparison.Ordinal);
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

        Assert.EndsWith("/openclaw-aks", Assert.Single(azure.Writes).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_touch_what_is_not_ours()
    {
        await using var azure = await StartAsync(null, null, ArmScript.ClusterPath);

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => RemoveAsync(azure, OperationContext.Silent));

        Assert.True(error is { ErrorId: "ClusterNotOursToRemove", Kind: ErrorKind.PermissionDenied });
        Assert.Empty(azure.Writes);
    }

    [Fact]
    public async Task With_WhatIf_deletes_nothing()
    {
        await using var azure = await StartAsync(ArmScript.OurTags(), ArmScript.OurTags(), ArmScript.ClusterPath);
        var caller = new RecordedContext(whatIf: true);

        Assert.False(await RemoveAsync(azure, caller.Context));

        Assert.Single(caller.Questions);
        Assert.Empty(azure.Writes);
    }

    [Fact]
    public async Task What_is_gone_already_is_no_error()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);

        Assert.False(await RemoveAsync(azure, OperationContext.Silent));

        Assert.Empty(azure.Writes);
    }

    private static Task<bool> RemoveAsync(ArmServer azure, OperationContext context) =>
        RemoveClusterOperation.RunAsync("openclaw", null, null, azure.SignIn, context, Cancel);

    private static async Task<ArmServer> StartAsync(JsonObject? groupTags, JsonObject? clusterTags, params string[] resources)
    {
        var azure = await ArmScript.StartAsync(Cancel);
        azure.LetExist(ArmScript.Cluster("Succeeded", tags: clusterTags), ArmScript.Group("openclaw-RG", groupTags));
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
