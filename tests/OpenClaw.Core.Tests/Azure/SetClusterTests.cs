using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Operations;
using OpenClaw.Tests.Operations;

namespace OpenClaw.Core.Tests.Azure;

/// <summary>Set-OpenClawCluster when others change the cluster too: 409 while another operation runs, 412 when it is not the one that was read.</summary>
public sealed class SetClusterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_409_is_waited_out_and_the_change_asked_for_again()
    {
        await using var azure = await StartAsync();
        var looks = 0;
        azure.RefuseOnce(HttpStatusCode.Conflict, "OperationNotAllowed", () =>
            azure.On(r => r.Is("GET", ArmScript.ClusterPath) && Interlocked.Increment(ref looks) <= 3 ? ArmAnswer.Ok(Cluster("Upgrading")) : null));
        var caller = new RecordedContext();

        Assert.Equal(2, (await SetAsync(azure, new() { NodeCount = 2 }, caller.Context))!.NodeCount);

        Assert.Equal(2, azure.Puts.Count());
        Assert.Contains(caller.Progress, static p => p.Activity == "Waiting until Azure is done with cluster openclaw-aks" && p.Status == "Upgrading");
    }

    [Fact]
    public async Task A_409_of_which_nothing_shows_is_asked_again_some_times_and_then_told()
    {
        await using var azure = await StartAsync();
        azure.On("PUT", ArmScript.ClusterPath, ArmAnswer.FlatError(HttpStatusCode.Conflict, "OperationNotAllowed", "Another operation is in progress."));

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => SetAsync(azure, new() { NodeCount = 2 }, new() { Time = new ScaledTime(100) }));

        Assert.True(error is { ErrorId: "AzureBusy", Kind: ErrorKind.ResourceBusy });
        Assert.Contains("Another operation is in progress.", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, azure.Puts.Count());
    }

    [Fact]
    public async Task With_NoWait_a_409_is_told_at_once()
    {
        await using var azure = await StartAsync();
        azure.RefuseOnce(HttpStatusCode.Conflict, "OperationNotAllowed", () => azure.On("GET", ArmScript.ClusterPath, ArmAnswer.Ok(Cluster("Upgrading"))));

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => SetAsync(azure, new() { NodeCount = 2, NoWait = true }, OperationContext.Silent));

        Assert.True(error is { ErrorId: "ClusterBusy", Kind: ErrorKind.ResourceBusy });
        Assert.Contains("Upgrading", error.Message, StringComparison.Ordinal);
        Assert.Single(azure.Puts);
    }

    [Fact]
    public async Task A_pool_that_is_being_changed_is_waited_for_before_anything_is_asked()
    {
        await using var azure = await StartAsync();
        var looks = 0;
        azure.On(r => r.Is("GET", ArmScript.ClusterPath) && Interlocked.Increment(ref looks) <= 3 ? ArmAnswer.Ok(Cluster("Succeeded", pool: "Scaling")) : null);

        Assert.Equal(2, (await SetAsync(azure, new() { NodeCount = 2 }, OperationContext.Silent))!.NodeCount);

        Assert.Single(azure.Puts);
        Assert.True(looks > 3);
    }

    [Fact]
    public async Task A_412_says_that_somebody_else_changed_it_and_changes_nothing()
    {
        await using var azure = await StartAsync();
        azure.RefuseOnce(HttpStatusCode.PreconditionFailed, "PreconditionFailed", static () => { });

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => SetAsync(azure, new() { NodeCount = 2 }, OperationContext.Silent));

        Assert.True(error is { ErrorId: "ChangedMeanwhile", Kind: ErrorKind.ResourceBusy });
        Assert.Equal("\"v1\"", Assert.Single(azure.Puts).Headers["If-Match"]);
        // The same command again is what it says to do.
        Assert.Equal(2, (await SetAsync(azure, new() { NodeCount = 2 }, OperationContext.Silent))!.NodeCount);
    }

    [Theory]
    [InlineData(HttpStatusCode.PreconditionFailed)]
    [InlineData(HttpStatusCode.Conflict)]
    public async Task A_refusal_of_what_our_own_lost_try_has_done_is_none(HttpStatusCode status)
    {
        await using var azure = await StartAsync();
        azure.RefuseOnce(status, "x", () => azure.On("GET", ArmScript.ClusterPath, ArmAnswer.Ok(Cluster("Succeeded", count: 2))));

        Assert.Equal(2, (await SetAsync(azure, new() { NodeCount = 2 }, OperationContext.Silent))!.NodeCount);

        Assert.Single(azure.Puts);
    }

    private static async Task<OpenClawCluster?> SetAsync(ArmServer azure, ClusterSettings settings, OperationContext context) => await SetClusterOperation.RunAsync(
        Assert.Single(await GetClustersOperation.RunAsync("openclaw-aks", "openclaw-RG", azure.SignIn, OperationContext.Silent, Cancel)), settings, context, Cancel);

    private static JsonObject Cluster(string state, int count = 1, string pool = "Succeeded")
    {
        var cluster = ArmScript.Cluster(state, tags: ArmScript.OurTags());
        cluster["eTag"] = "\"v1\"";
        cluster["properties"]!["agentPoolProfiles"]![0]!["count"] = count;
        cluster["properties"]!["agentPoolProfiles"]![0]!["provisioningState"] = pool;
        return cluster;
    }

    private static async Task<ArmServer> StartAsync()
    {
        var azure = await ArmScript.StartAsync(Cancel);
        azure.LetExist(Cluster("Succeeded"));
        azure.On(r =>
        {
            if (!r.Is("PUT", ArmScript.ClusterPath)) return null;
            var count = (int)r.Body!["properties"]!["agentPoolProfiles"]![0]!["count"]!;
            azure.On("GET", ArmScript.ClusterPath, ArmAnswer.Ok(Cluster("Succeeded", count)));
            return ArmAnswer.Ok(r.Body.DeepClone());
        });
        return azure;
    }
}

file static class Script
{
    extension(ArmServer azure)
    {
        public IEnumerable<ArmRequest> Puts => azure.Writes.Where(static r => r.Method == "PUT");

        /// <summary>Refuses the first PUT of the cluster; other things may happen then.</summary>
        public void RefuseOnce(HttpStatusCode status, string code, Action then)
        {
            var refused = 0;
            azure.On(r =>
            {
                if (!r.Is("PUT", ArmScript.ClusterPath) || Interlocked.Exchange(ref refused, 1) == 1) return null;
                then();
                return ArmAnswer.FlatError(status, code, "refused");
            });
        }
    }
}
