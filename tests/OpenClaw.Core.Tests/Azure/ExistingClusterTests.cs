using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

public sealed class ExistingClusterTests
{
    private static readonly NewClusterOptions Options = new() { Name = "openclaw" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Our_own_cluster_is_returned_without_a_write_or_a_question()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetExist(ArmScript.Cluster("Succeeded", tags: ArmScript.OurTags()));
        var caller = new RecordedContext();

        var cluster = await NewClusterOperation.RunAsync(Options, azure.SignIn, caller.Context, Cancel);

        Assert.True(cluster is { Ready: true });
        Assert.Empty(azure.Writes);
        Assert.Empty(caller.Questions);
        Assert.Contains(caller.Verbose, v => v.Contains("nothing was changed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("otherclaw")]
    public async Task A_cluster_that_is_not_ours_is_refused_with_what_to_do(string? ownerName)
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        var tags = ownerName is null ? null : new JsonObject { ["managed-by"] = "OpenClaw.PowerShell", ["openclaw-name"] = ownerName };
        azure.LetExist(ArmScript.Cluster("Succeeded", tags: tags), ArmScript.Group("openclaw-RG", null));

        var error = await FailsAsync(azure, Options);

        Assert.True(error is { ErrorId: "ClusterNotOurs", Kind: ErrorKind.AlreadyExists });
        Assert.Contains("Get-OpenClawCluster openclaw-aks -ResourceGroup openclaw-RG | Install-OpenClaw", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Adopt", error.Message, StringComparison.Ordinal);
        Assert.Empty(azure.Writes);
    }

    [Fact]
    public async Task Adopt_adds_our_tags_to_those_that_are_there_and_nothing_else()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        var cluster = ArmScript.Cluster("Succeeded", tags: new JsonObject { ["team"] = "red" });
        azure.LetExist(cluster, ArmScript.Group("openclaw-RG", null));
        azure.On(r =>
        {
            if (!r.Is("PATCH", ArmScript.ClusterPath)) return null;
            cluster["tags"] = r.Body!["tags"]!.DeepClone();
            return ArmAnswer.Ok(cluster.DeepClone());
        });

        var adopted = await NewClusterOperation.RunAsync(Options with { Adopt = true }, azure.SignIn, OperationContext.Silent, Cancel);

        Assert.True(adopted is { IsOurs: true, Name: "openclaw" });
        Assert.Equal(
            """{"tags":{"team":"red","managed-by":"OpenClaw.PowerShell","openclaw-name":"openclaw","openclaw-adopted":"true"}}""",
            Assert.Single(azure.Writes).Body!.ToJsonString());
    }

    [Fact]
    public async Task A_group_that_is_not_ours_is_refused_and_with_Adopt_marked_as_adopted()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);
        azure.On("GET", ArmScript.GroupPath, ArmAnswer.Ok(ArmScript.Group("openclaw-RG", new JsonObject { ["team"] = "red" })));

        var error = await FailsAsync(azure, Options);
        Assert.True(error is { ErrorId: "ResourceGroupNotOurs", Kind: ErrorKind.AlreadyExists });
        Assert.Empty(azure.Writes);

        await NewClusterOperation.RunAsync(Options with { Adopt = true }, azure.SignIn, OperationContext.Silent, Cancel);
        Assert.Equal("managed-by=OpenClaw.PowerShell;openclaw-adopted=true;openclaw-name=openclaw;team=red", Tags(azure.Writes.First()));
    }

    [Fact]
    public async Task A_stopped_cluster_is_reported_although_it_is_Succeeded()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetExist(ArmScript.Cluster("Succeeded", "Stopped", ArmScript.OurTags()));

        var error = await FailsAsync(azure, Options);

        Assert.True(error is { ErrorId: "ClusterStopped", Kind: ErrorKind.ResourceUnavailable });
        Assert.Contains("az aks start --resource-group openclaw-RG --name openclaw-aks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_an_earlier_run_began_is_waited_for()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.On("GET", ArmScript.GroupPath, ArmAnswer.Ok(ArmScript.Group("openclaw-RG", ArmScript.OurTags())));
        azure.On("GET", ArmScript.ClusterPath,
            ArmAnswer.Ok(ArmScript.Cluster("Creating", tags: ArmScript.OurTags())), ArmAnswer.Ok(ArmScript.Cluster("Creating", tags: ArmScript.OurTags())),
            ArmAnswer.Ok(ArmScript.Cluster("Succeeded", tags: ArmScript.OurTags())));

        var cluster = await NewClusterOperation.RunAsync(Options, azure.SignIn, OperationContext.Silent, Cancel);

        Assert.True(cluster is { Ready: true });
        Assert.Empty(azure.Writes);
    }

    [Fact]
    public async Task A_run_killed_after_the_group_goes_on_with_the_cluster()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);
        azure.On("GET", ArmScript.GroupPath, ArmAnswer.Ok(ArmScript.Group("openclaw-RG", ArmScript.OurTags())));

        Assert.NotNull(await NewClusterOperation.RunAsync(Options, azure.SignIn, OperationContext.Silent, Cancel));

        Assert.Equal("PUT " + ArmScript.ClusterPath, Assert.Single(azure.Writes.Select(r => $"{r.Method} {r.Path}")));
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_not_taken_for_somebody_elses()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);
        var cluster = ArmScript.Cluster("Succeeded", tags: ArmScript.OurTags());
        var puts = 0;
        azure.On(r => r.Is("PUT", ArmScript.ClusterPath)
            ? Interlocked.Increment(ref puts) == 1 ? new ArmAnswer(HttpStatusCode.BadGateway) : ArmAnswer.FlatError(HttpStatusCode.PreconditionFailed, "PreconditionFailed", "exists")
            : null);
        azure.On(r => r.Is("GET", ArmScript.ClusterPath) && Volatile.Read(ref puts) > 0 ? ArmAnswer.Ok(cluster) : null);

        Assert.True(await NewClusterOperation.RunAsync(Options, azure.SignIn, OperationContext.Silent, Cancel) is { Ready: true });
        Assert.Equal(2, puts);
    }

    [Fact]
    public async Task A_cluster_that_somebody_else_made_since_we_looked_is_not_overwritten()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);
        bool made = false, overwritten = false;
        azure.On(r =>
        {
            if (r.Is("GET", ArmScript.ClusterPath) && made && !overwritten) return ArmAnswer.Ok(ArmScript.Cluster("Succeeded"));
            if (!r.Is("PUT", ArmScript.ClusterPath)) return null;
            made = true;
            if (r.Headers.GetValueOrDefault("If-None-Match") == "*")
                return ArmAnswer.FlatError(HttpStatusCode.PreconditionFailed, "PreconditionFailed", "The resource exists.");
            overwritten = true;
            return null;
        });

        var error = await Assert.ThrowsAsync<OpenClawException>(
            () => NewClusterOperation.RunAsync(Options, azure.SignIn, OperationContext.Silent, Cancel));

        Assert.Equal(("ClusterNotOurs", ErrorKind.AlreadyExists), (error.ErrorId, error.Kind));
        Assert.False(overwritten);
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Canceled")]
    public async Task Our_cluster_that_failed_earlier_is_tried_again_with_the_settings_it_has(string state)
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        var cluster = FailedCluster(state, ArmScript.OurTags());
        cluster["eTag"] = "tag-1";
        cluster["properties"]!["unknownToUs"] = new JsonObject { ["kept"] = true };
        var failed = cluster.DeepClone();
        azure.LetExist(cluster);
        azure.On(r => r.Is("PUT", ArmScript.ClusterPath) ? Accept(cluster) : null);
        azure.On(r => r.Is("GET", ArmScript.OperationPath) ? ArmScript.Operation(Finish(cluster)) : null);
        var caller = new RecordedContext();

        var made = await NewClusterOperation.RunAsync(Options, azure.SignIn, caller.Context, Cancel);

        Assert.True(made is { Ready: true });
        var put = Assert.Single(azure.Writes);
        Assert.True(JsonNode.DeepEquals(failed, put.Body), put.Body!.ToJsonString());
        Assert.Equal("tag-1", put.Headers["If-Match"]);
        Assert.Single(caller.Questions);
        Assert.Contains(caller.Verbose, v => v.Contains("Policy 'no-public-ip' forbids it.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_again_ends_in_Azures_own_words()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        var cluster = FailedCluster("Failed", ArmScript.OurTags());
        azure.LetExist(cluster);
        azure.On(r => r.Is("PUT", ArmScript.ClusterPath) ? Accept(cluster) : null);
        azure.On("GET", ArmScript.OperationPath, ArmScript.FailedOperation("RequestDisallowedByPolicy", "Policy 'no-public-ip' forbids it."));

        var error = await FailsAsync(azure, Options);

        Assert.True(error is { ErrorId: "AzurePolicy", Kind: ErrorKind.PermissionDenied });
        Assert.Contains("Policy 'no-public-ip' forbids it.", error.Message, StringComparison.Ordinal);
        Assert.Single(azure.Writes);
    }

    [Fact]
    public async Task A_try_whose_answer_was_lost_is_waited_for()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        var cluster = FailedCluster("Failed", ArmScript.OurTags());
        azure.LetExist(cluster);
        azure.On(r =>
        {
            if (!r.Is("PUT", ArmScript.ClusterPath)) return null;
            Finish(cluster);
            return ArmAnswer.FlatError(HttpStatusCode.Conflict, "OperationNotAllowed", "Another operation is in progress.");
        });

        Assert.True(await NewClusterOperation.RunAsync(Options, azure.SignIn, OperationContext.Silent, Cancel) is { Ready: true });
    }

    [Fact]
    public async Task An_adopted_cluster_that_failed_is_left_alone_and_shows_why()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        var tags = ArmScript.OurTags();
        tags["openclaw-adopted"] = "true";
        azure.LetExist(FailedCluster("Failed", tags));

        var error = await FailsAsync(azure, Options);

        Assert.True(error is { ErrorId: "AzurePolicy", Kind: ErrorKind.PermissionDenied });
        Assert.Contains("Policy 'no-public-ip' forbids it.", error.Message, StringComparison.Ordinal);
        Assert.Contains("az aks update", error.Message, StringComparison.Ordinal);
        Assert.Empty(azure.Writes);
    }

    private static JsonObject FailedCluster(string state, JsonObject tags)
    {
        var cluster = ArmScript.Cluster(state, tags: tags);
        cluster["properties"]!["status"] = new JsonObject
        {
            ["provisioningError"] = new JsonObject { ["code"] = "RequestDisallowedByPolicy", ["message"] = "Policy 'no-public-ip' forbids it." },
        };
        return cluster;
    }

    private static ArmAnswer Accept(JsonObject cluster)
    {
        cluster["properties"]!["provisioningState"] = "Updating";
        return ArmAnswer.Ok(cluster.DeepClone()).With("Azure-AsyncOperation", "{endpoint}" + ArmScript.OperationPath + "?api-version=2025-03-01");
    }

    private static string Finish(JsonObject cluster)
    {
        cluster["properties"]!["provisioningState"] = "Succeeded";
        cluster["properties"]!.AsObject().Remove("status");
        return "Succeeded";
    }

    private static async Task<OpenClawException> FailsAsync(ArmServer azure, NewClusterOptions options) =>
        await Assert.ThrowsAnyAsync<OpenClawException>(() => NewClusterOperation.RunAsync(options, azure.SignIn, OperationContext.Silent, Cancel));

    private static string Tags(ArmRequest request) =>
        string.Join(';', request.Body!["tags"]!.AsObject().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"));
}
