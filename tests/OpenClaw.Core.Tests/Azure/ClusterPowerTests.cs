using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

public sealed class ClusterPowerTests
{
    private const string Results =
        $"/subscriptions/{ArmServer.Subscription}/providers/Microsoft.ContainerService/locations/eastus2/operationresults/0d2b63f5";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stops_and_returns_the_cluster_as_it_is_then()
    {
        await using var azure = await StartAsync("Running");
        var caller = new RecordedContext();

        var stopped = await StopAsync(azure, caller.Context);

        Assert.True(stopped is { PowerState: "Stopped", ProvisioningState: "Succeeded", Ready: false });
        Assert.True(Assert.Single(azure.Writes).Is("POST", ArmScript.ClusterPath + "/stop"));
        Assert.Equal("stop AKS cluster 'openclaw-aks' in resource group 'openclaw-RG'", Assert.Single(caller.Questions));
        Assert.Contains(caller.Progress, p => p.Activity == "Stopping cluster openclaw-aks");
    }

    [Fact]
    public async Task Leaves_a_stopped_cluster_alone()
    {
        await using var azure = await StartAsync("Stopped");
        var caller = new RecordedContext();

        Assert.Equal("Stopped", (await StopAsync(azure, caller.Context))!.PowerState);

        Assert.Empty(azure.Writes);
        Assert.Empty(caller.Questions);
        Assert.Contains("Cluster openclaw-aks is stopped; nothing was changed.", caller.Verbose);
    }

    [Fact]
    public async Task Starts_and_waits_until_the_API_server_answers()
    {
        await using var azure = await StartAsync("Stopped");
        azure.On("GET", "/version", ArmAnswer.Error(HttpStatusCode.BadGateway, "502", "not yet"), ArmAnswer.Ok(new JsonObject { ["gitVersion"] = "v1.35.2" }));
        var caller = new RecordedContext();

        var started = await StartClusterOperation.RunAsync(await GetAsync(azure), noWait: false, caller.Context, Cancel);

        Assert.True(started is { PowerState: "Running", Ready: true });
        Assert.Equal(2, azure.Requests.Count(r => r.Is("GET", "/version")));
        Assert.Contains("The API server of cluster openclaw-aks answers: Kubernetes v1.35.2.", caller.Verbose);
    }

    [Fact]
    public async Task An_API_server_that_lets_nobody_in_runs_all_the_same()
    {
        await using var azure = await StartAsync("Running");
        azure.On("GET", "/version", new ArmAnswer(HttpStatusCode.Unauthorized, new JsonObject { ["kind"] = "Status", ["code"] = 401, ["reason"] = "Unauthorized", ["message"] = "Unauthorized" }));

        Assert.NotNull(await StartClusterOperation.RunAsync(await GetAsync(azure), noWait: false, OperationContext.Silent, Cancel));

        Assert.DoesNotContain(azure.Writes, r => r.Is("POST", "/start"));
    }

    [Fact]
    public async Task With_NoWait_returns_while_Azure_is_at_it()
    {
        await using var azure = await StartAsync("Running", looks: int.MaxValue);

        var stopping = await StopAsync(azure, OperationContext.Silent, noWait: true);

        Assert.Equal("Stopping", stopping!.ProvisioningState);
        // Run again, it does not ask Azure again.
        Assert.Equal("Stopping", (await StopAsync(azure, OperationContext.Silent, noWait: true))!.ProvisioningState);
        Assert.Single(azure.Writes);
    }

    [Fact]
    public async Task Waits_for_what_an_earlier_run_has_begun_and_asks_for_nothing_more()
    {
        await using var azure = await StartAsync("Running");
        await StopAsync(azure, OperationContext.Silent, noWait: true);
        var caller = new RecordedContext();

        Assert.Equal("Stopped", (await StopAsync(azure, caller.Context))!.PowerState);

        Assert.Single(azure.Writes);
        Assert.Empty(caller.Questions);
    }

    [Fact]
    public async Task Waits_until_another_operation_is_over()
    {
        await using var azure = await StartAsync("Running");
        var looks = 0;
        azure.On(r => r.Is("GET", ArmScript.ClusterPath) && Interlocked.Increment(ref looks) <= 4 ? ArmAnswer.Ok(ArmScript.Cluster("Updating", "Running", ArmScript.OurTags())) : null);

        Assert.Equal("Stopped", (await StopAsync(azure, OperationContext.Silent))!.PowerState);

        Assert.Single(azure.Writes);
    }

    [Fact]
    public async Task With_NoWait_a_cluster_that_is_being_changed_is_busy()
    {
        await using var azure = await StartAsync("Running");
        azure.On("GET", ArmScript.ClusterPath, ArmAnswer.Ok(ArmScript.Cluster("Upgrading", "Running", ArmScript.OurTags())));

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => StopAsync(azure, OperationContext.Silent, noWait: true));

        Assert.True(error is { ErrorId: "ClusterBusy", Kind: ErrorKind.ResourceBusy });
        Assert.Contains("Upgrading", error.Message, StringComparison.Ordinal);
        Assert.Empty(azure.Writes);
    }

    [Fact]
    public async Task Somebody_faster_is_waited_for()
    {
        await using var azure = await StartAsync("Running");
        var refused = false;
        azure.On(r =>
        {
            if (refused || !r.Is("POST", "/stop")) return null;
            // Theirs is accepted, ours comes too late.
            refused = true;
            azure.LetPower("Stopping", looks: 2);
            return Conflict("Another operation (Stopping) is in progress");
        });

        Assert.Equal("Stopped", (await StopAsync(azure, OperationContext.Silent))!.PowerState);

        Assert.Single(azure.Writes);
    }

    [Fact]
    public async Task A_refusal_that_nothing_explains_is_told()
    {
        await using var azure = await StartAsync("Running");
        azure.On("POST", "/stop", Conflict("Stop is not allowed here."));

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => StopAsync(azure, OperationContext.Silent));

        Assert.Equal(ErrorKind.ResourceBusy, error.Kind);
        Assert.Contains("Stop is not allowed here.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_change_tells_Azures_reason()
    {
        await using var azure = await StartAsync("Stopped");
        var failed = ArmScript.Cluster("Failed", "Stopped", ArmScript.OurTags());
        failed["properties"]!["status"] = new JsonObject { ["provisioningError"] = new JsonObject { ["code"] = "AllocationFailed", ["message"] = "No room." } };
        azure.On(r =>
        {
            if (!r.Is("POST", "/start")) return null;
            azure.On("GET", ArmScript.ClusterPath, ArmAnswer.Ok(failed));
            return new ArmAnswer(HttpStatusCode.Accepted);
        });

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(async () =>
            await StartClusterOperation.RunAsync(await GetAsync(azure), noWait: false, OperationContext.Silent, Cancel));

        Assert.Equal("PowerChangeFailed", error.ErrorId);
        Assert.Contains("AllocationFailed: No room.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_WhatIf_changes_nothing()
    {
        await using var azure = await StartAsync("Running");
        var caller = new RecordedContext(whatIf: true);

        Assert.Null(await StopAsync(azure, caller.Context));

        Assert.Single(caller.Questions);
        Assert.Empty(azure.Writes);
    }

    [Fact]
    public async Task A_cluster_that_is_gone_is_not_found()
    {
        await using var azure = await StartAsync("Running");
        var cluster = await GetAsync(azure);
        azure.On("GET", ArmScript.ClusterPath, ArmAnswer.FlatError(HttpStatusCode.NotFound, "ResourceNotFound", "gone"));

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => StopClusterOperation.RunAsync(cluster, false, OperationContext.Silent, Cancel));

        Assert.True(error is { ErrorId: "ClusterNotFoundInGroup", Kind: ErrorKind.NotFound });
    }

    [Fact]
    public async Task A_cluster_of_a_kubeconfig_is_refused()
    {
        var cluster = new OpenClawCluster { Name = "kind", ClusterName = "kind", Context = "kind" };

        foreach (var run in (Func<Task>[])[
            () => StopClusterOperation.RunAsync(cluster, false, OperationContext.Silent, Cancel),
            () => StartClusterOperation.RunAsync(cluster, false, OperationContext.Silent, Cancel),
            () => RemoveClusterOperation.RunAsync(cluster, OperationContext.Silent, Cancel)])
        {
            var error = await Assert.ThrowsAnyAsync<OpenClawException>(run);
            Assert.True(error is { ErrorId: "ClusterNotInAzure", Kind: ErrorKind.NotSupported });
        }
    }

    private static async Task<OpenClawCluster> GetAsync(ArmServer azure) =>
        Assert.Single(await GetClustersOperation.RunAsync("openclaw-aks", "openclaw-RG", azure.SignIn, OperationContext.Silent, Cancel));

    private static async Task<OpenClawCluster?> StopAsync(ArmServer azure, OperationContext context, bool noWait = false) =>
        await StopClusterOperation.RunAsync(await GetAsync(azure), noWait, context, Cancel);

    private static ArmAnswer Conflict(string message) => ArmAnswer.FlatError(HttpStatusCode.Conflict, "OperationNotAllowed", message);

    private static async Task<ArmServer> StartAsync(string power, int looks = 2)
    {
        var azure = await ArmScript.StartAsync(Cancel);
        azure.LetExist(ArmScript.Cluster("Succeeded", power, ArmScript.OurTags()));
        foreach (var (action, state) in (ReadOnlySpan<(string, string)>)[("/stop", "Stopping"), ("/start", "Starting")])
        {
            azure.On(r =>
            {
                if (!r.Is("POST", ArmScript.ClusterPath + action)) return null;
                azure.LetPower(state, looks);
                return new ArmAnswer(HttpStatusCode.Accepted).With("Location", "{endpoint}" + Results + "?api-version=2026-06-01").With("retry-after-ms", "10");
            });
        }

        var config = $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "{{azure.Endpoint}}", insecure-skip-tls-verify: true} }]
            contexts: [{name: c, context: {cluster: c, user: u} }]
            current-context: c
            users: [{name: u, user: {token: local-account-token} }]
            """;
        azure.On("POST", "/listClusterUserCredential", ArmAnswer.Ok(new JsonObject
        {
            ["kubeconfigs"] = new JsonArray(new JsonObject { ["name"] = "clusterUser", ["value"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(config)) }),
        }));
        return azure;
    }
}
