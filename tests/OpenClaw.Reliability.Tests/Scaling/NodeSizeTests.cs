using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OpenClaw.Operations;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Reliability.Scaling;

/// <summary>Set-OpenClawCluster -NodeSize: a new pool, the pods over, the old one away.</summary>
public sealed class NodeSizeTests
{
    private const string Larger = ScalingSandbox.Larger;
    private const string OldNode = "aks-system-sandbox-vmss000000";
    private const string NewNode = "aks-ocd4sv5-sandbox-vmss000000";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_moves_to_a_pool_like_the_old_one_which_is_gone_then()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);
        ((JsonObject)sandbox.Managed.Pools[0]!)["nodeLabels"] = new JsonObject { ["team"] = "bots" };
        var volume = Assert.Single(sandbox.Store.List("v1", "PersistentVolumeClaim", "openclaw-ns")).Uid();
        var secret = sandbox.Store.Get("v1", "Secret", "openclaw-ns", "demo-secrets")!.ToJsonString();

        var moved = await sandbox.SetAsync(new() { NodeSize = "standard_d4s_V5" }, Cancellation);

        Assert.True(moved is { NodeSize: Larger, NodeCount: 1, Ready: true });
        Assert.Equal($"ocd4sv5 1 x {Larger}", sandbox.Pools);
        Assert.Equal(NewNode, sandbox.Nodes);
        Assert.Equal([NewNode], sandbox.PodNodes);
        var pool = sandbox.Managed.Pools[0]!;
        Assert.Equal(("System", 50, "bots"), ((string?)pool["mode"], (int?)pool["maxPods"], (string?)pool["nodeLabels"]!["team"]));
        Assert.Equal("""{"managed-by":"OpenClaw.PowerShell","openclaw-name":"demo"}""", pool["tags"]!.ToJsonString());
        Assert.Equal(volume, Assert.Single(sandbox.Store.List("v1", "PersistentVolumeClaim", "openclaw-ns")).Uid());
        Assert.Equal(secret, sandbox.Store.Get("v1", "Secret", "openclaw-ns", "demo-secrets")!.ToJsonString());
        Assert.Equal(100, sandbox.Progress.Last(p => p.Activity.StartsWith("Moving cluster demo-aks", StringComparison.Ordinal)).PercentComplete);

        // Run again it writes nothing, and so do other commands that find the new pool.
        var questions = sandbox.Questions.Count;
        await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation);
        Assert.Equal(questions, sandbox.Questions.Count);
        Assert.Contains(sandbox.Verbose, v => v.Contains("nothing was moved", StringComparison.Ordinal));
        Assert.Equal(2, (await sandbox.SetAsync(new() { NodeCount = 2 }, Cancellation))!.NodeCount);
        Assert.Equal($"ocd4sv5 2 x {Larger}", sandbox.Pools);
    }

    [Fact]
    public async Task It_moves_back_and_on_with_the_number_of_nodes_asked_for()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);

        await sandbox.SetAsync(new() { NodeSize = Larger, MinCount = 2, MaxCount = 3 }, Cancellation);
        Assert.Equal($"ocd4sv5 2 x {Larger}", sandbox.Pools);
        Assert.Equal(3, (int?)sandbox.Managed.Pools[0]!["maxCount"]);
        var back = await sandbox.SetAsync(new() { NodeSize = "Standard_D2s_v5" }, Cancellation);

        Assert.True(back is { NodeSize: "Standard_D2s_v5", NodeCount: 2, MinCount: 2, MaxCount: 3 });
        Assert.Equal("ocd2sv5 2 x Standard_D2s_v5", sandbox.Pools);
        Assert.Contains(sandbox.Questions, q => q.Contains("node pool 'ocd4sv5' of AKS cluster 'demo-aks': switch its autoscaler off", StringComparison.Ordinal));
        Assert.DoesNotContain('!', sandbox.Nodes);
    }

    [Fact]
    public async Task With_WhatIf_it_lists_each_step_and_changes_nothing()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);

        Assert.Null(await sandbox.SetAsync(new() { NodeSize = Larger, NodeCount = 2 }, Cancellation, whatIf: true));

        Assert.Collection(
            sandbox.Questions,
            q => Assert.Equal($"node pool 'ocd4sv5' of AKS cluster 'demo-aks': add it: 2 x {Larger}, System mode, like pool 'system'", q),
            q =>
            {
                Assert.StartsWith($"node pool 'system' of AKS cluster 'demo-aks': cordon its nodes ({OldNode}) and evict their pods (openclaw-ns/demo-", q, StringComparison.Ordinal);
                Assert.Contains("openclaw-ns/demo-llmproxy-", q, StringComparison.Ordinal);
            },
            q => Assert.Equal("node pool 'system' of AKS cluster 'demo-aks': delete it with its nodes, once OpenClaw is ready on the new ones", q));
        Assert.Equal("system 1 x Standard_D2s_v5", sandbox.Pools);
        Assert.Equal(OldNode, sandbox.Nodes);
    }

    [Fact]
    public async Task No_to_a_step_stops_there_and_says_how_to_go_on()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);

        Assert.Null(await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation, answer: static action => !action.StartsWith("cordon", StringComparison.Ordinal)));

        Assert.Equal($"system 1 x Standard_D2s_v5, ocd4sv5 1 x {Larger}", sandbox.Pools);
        Assert.Contains("-NodeSize Standard_D2s_v5 to go back", Assert.Single(sandbox.Warnings), StringComparison.Ordinal);
        // Back: the pool that was made goes again, and the first one, which still has everything, stays.
        await sandbox.SetAsync(new() { NodeSize = "Standard_D2s_v5" }, Cancellation);
        Assert.Equal("system 1 x Standard_D2s_v5", sandbox.Pools);
        Assert.Equal([OldNode], sandbox.PodNodes);
    }

    [Fact]
    public async Task A_disruption_budget_is_honoured_and_waited_for()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);
        sandbox.AddBudget();

        var moving = sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation);
        await sandbox.WaitUntilSaidAsync("The disruption budget always needs 1 healthy pods and has 1 currently", moving, Cancellation);
        Assert.False(moving.IsCompleted);
        Assert.Contains(sandbox.Store.List("v1", "Pod", "openclaw-ns"), p => p.Text("metadata", "labels", "app") == "demo-llmproxy" && p.Text("spec", "nodeName") == OldNode);
        sandbox.Store.Delete("policy/v1", "PodDisruptionBudget", "openclaw-ns", "always");

        Assert.Equal(Larger, (await moving)!.NodeSize);
        Assert.Equal([NewNode], sandbox.PodNodes);
    }

    [Fact]
    public async Task What_cannot_be_drained_in_time_is_named_kept_and_the_next_run_goes_on()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);
        sandbox.AddBudget();
        var limit = TimeSpan.FromMinutes(20);
        var time = new HeldLimit(limit);

        var moving = sandbox.SetAsync(new() { NodeSize = Larger, Timeout = limit }, Cancellation, time);
        await sandbox.WaitUntilSaidAsync("The disruption budget always needs", moving, Cancellation);
        time.Expire();
        var error = await Assert.ThrowsAsync<OpenClawException>(() => moving);

        Assert.Equal(("DrainTimeout", ErrorKind.Timeout), (error.ErrorId, error.Kind));
        Assert.Contains("openclaw-ns/demo-llmproxy-", error.Message, StringComparison.Ordinal);
        Assert.Contains("Run the same command again", error.Message, StringComparison.Ordinal);
        Assert.Equal($"system 1 x Standard_D2s_v5, ocd4sv5 1 x {Larger}", sandbox.Pools);
        Assert.Contains("!" + OldNode, sandbox.Nodes, StringComparison.Ordinal);

        sandbox.Store.Delete("policy/v1", "PodDisruptionBudget", "openclaw-ns", "always");
        await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation);
        Assert.Equal($"ocd4sv5 1 x {Larger}", sandbox.Pools);
        Assert.Equal(1, sandbox.Questions.Count(static q => q.Contains(": add it", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_old_pool_is_kept_until_OpenClaw_is_ready_and_going_back_makes_its_nodes_usable_again()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);
        var limit = TimeSpan.FromMinutes(20);
        var time = new HeldLimit(limit);
        sandbox.Fast.Kubelet!.Trouble = Cluster.PodTrouble.ImagePullFailed;

        var moving = sandbox.SetAsync(new() { NodeSize = Larger, Timeout = limit }, Cancellation, time);
        await sandbox.WaitUntilSaidAsync("not ready: openclaw-ns/demo", moving, Cancellation);
        time.Expire();
        var error = await Assert.ThrowsAsync<OpenClawException>(() => moving);

        Assert.Equal("InstancesNotReady", error.ErrorId);
        Assert.Contains("ImagePullBackOff", error.Message, StringComparison.Ordinal);
        Assert.Equal($"system 1 x Standard_D2s_v5, ocd4sv5 1 x {Larger}", sandbox.Pools);

        sandbox.Fast.Kubelet.Trouble = Cluster.PodTrouble.None;
        await sandbox.SetAsync(new() { NodeSize = "Standard_D2s_v5" }, Cancellation);
        Assert.Equal("system 1 x Standard_D2s_v5", sandbox.Pools);
        Assert.Equal(OldNode, sandbox.Nodes);
    }

    [Fact]
    public async Task A_node_that_somebody_else_cordoned_stays_so()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);
        await sandbox.SetAsync(new() { NodeSize = Larger, NodeCount = 2 }, Cancellation, answer: static action => !action.StartsWith("delete", StringComparison.Ordinal));
        sandbox.Store.Update("v1", "Node", null, "aks-ocd4sv5-sandbox-vmss000001", static node =>
        {
            node["spec"]!["unschedulable"] = true;
            return true;
        }, "kubectl-cordon");

        await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation);

        Assert.Equal($"{NewNode}, !aks-ocd4sv5-sandbox-vmss000001", sandbox.Nodes);
    }

    [Theory]
    [InlineData("DaemonSet", true)]
    [InlineData(null, false)]
    public async Task Pods_of_DaemonSets_are_left_and_pods_without_a_controller_stop_it_before_anything_is_done(string? owner, bool moves)
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);
        sandbox.AddPod("agent", owner);

        var moving = sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation);

        if (moves)
        {
            Assert.Equal(Larger, (await moving)!.NodeSize);
            Assert.DoesNotContain(Assert.Single(sandbox.Host.RunningClusters).Requests, static r => r.PathAndQuery.Contains("/pods/agent/", StringComparison.Ordinal));
            return;
        }

        var error = await Assert.ThrowsAsync<OpenClawException>(() => moving);
        Assert.Equal(("PodsUnmanaged", ErrorKind.Conflict), (error.ErrorId, error.Kind));
        Assert.Contains("default/agent", error.Message, StringComparison.Ordinal);
        Assert.Empty(sandbox.Questions);
        Assert.Equal(OldNode, sandbox.Nodes);
    }

    [Theory]
    [InlineData("Standard_D9s_v9", "NodeSizeNotOffered")]
    [InlineData("Standard_B1s", "NodeSizeTooSmall")]
    [InlineData("Standard_D2ps_v5", "NodeSizeArchitecture")]
    [InlineData("Standard_D16s_v5", "QuotaTooSmall")]
    [InlineData("large nodes", "NodeSizeInvalid")]
    public async Task A_size_that_cannot_be_had_is_refused_before_anything_is_done(string size, string errorId)
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation, install: false);
        sandbox.Host.Manager.Quota[("eastus2", "standardDSv5Family")] = 12;

        var error = await Assert.ThrowsAsync<OpenClawException>(() => sandbox.SetAsync(new() { NodeSize = size }, Cancellation));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Empty(sandbox.Questions);
        Assert.Equal("system 1 x Standard_D2s_v5", sandbox.Pools);
    }

    [Fact]
    public async Task Other_peoples_pools_are_left_alone()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation, install: false);
        var theirs = (JsonObject)sandbox.Managed.Pools[0]!.DeepClone();
        theirs["name"] = "theirs";
        sandbox.Managed.Pools.Insert(0, theirs);

        var moved = await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation);
        Assert.Equal(Larger, moved!.NodeSize);
        Assert.Equal($"theirs 1 x Standard_D2s_v5, ocd4sv5 1 x {Larger}", sandbox.Pools);

        // Of a cluster that was taken over, no pool is ours.
        ((JsonObject)sandbox.Managed.Body["tags"]!)["openclaw-adopted"] = "true";
        sandbox.Managed.Pools.RemoveAt(1);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation));
        Assert.Equal(("PoolsNotOurs", ErrorKind.PermissionDenied), (error.ErrorId, error.Kind));
        Assert.Contains("theirs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_pool_that_failed_is_taken_up_by_the_next_run()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation, install: false);
        sandbox.Host.Manager.ProvisioningFailure = ("AllocationFailed", "no room in this region");

        var error = await Assert.ThrowsAsync<OpenClawException>(() => sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation));
        Assert.Equal("AzureCapacity", error.ErrorId);
        Assert.Contains("Run the same command again to go on", Assert.Single(sandbox.Warnings), StringComparison.Ordinal);
        Assert.Equal(OldNode, sandbox.Nodes);

        sandbox.Host.Manager.ProvisioningFailure = null;
        Assert.Equal(Larger, (await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation))!.NodeSize);
        Assert.Equal($"ocd4sv5 1 x {Larger}", sandbox.Pools);
    }

    [Fact]
    public async Task What_else_is_done_to_the_cluster_is_waited_for_at_every_step()
    {
        ScalingSandbox? sandbox = null;
        var refused = new HashSet<string>();
        await using var started = sandbox = await ScalingSandbox.StartAsync(Cancellation, install: false, hooks: new RequestHooks
        {
            BeforeRequest = async (server, http) =>
            {
                // The first write to each pool meets another operation, which is over in a moment.
                if (sandbox is null || server != SandboxServer.ResourceManager || http.Request.Method == "GET" || !http.Request.Path.Value!.Contains("/agentPools/", StringComparison.Ordinal)
                    || !refused.Add(http.Request.Method + http.Request.Path))
                {
                    return false;
                }

                http.Response.StatusCode = 409;
                await http.Response.WriteAsync("""{"code":"OperationNotAllowed","message":"Another operation (Updating) is in progress"}""");
                return true;
            },
        });

        Assert.Equal(Larger, (await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation))!.NodeSize);
        Assert.Equal(2, refused.Count);
    }

    [Fact]
    public async Task An_answer_that_is_lost_makes_no_second_pool()
    {
        var lost = new HashSet<string>();
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation, install: false, hooks: new RequestHooks
        {
            BeforeAnswer = (_, http) => Task.FromResult(
                http.Request.Path.Value!.Contains("/agentPools/", StringComparison.Ordinal) && http.Request.Method != "GET"
                && lost.Add(http.Request.Method)),
        });

        await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation);

        Assert.Equal(["DELETE", "PUT"], lost.Order());
        Assert.Equal($"ocd4sv5 1 x {Larger}", sandbox.Pools);
    }

    [Fact]
    public async Task Cancelled_it_stops_at_once_says_how_to_go_on_and_the_next_run_does()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation);
        sandbox.AddBudget();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var moving = sandbox.SetAsync(new() { NodeSize = Larger }, stop.Token);
        await sandbox.WaitUntilSaidAsync("The disruption budget always needs", moving, Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moving.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.Contains(sandbox.Warnings, w => w.Contains("Run the same command again to go on", StringComparison.Ordinal));
        sandbox.Store.Delete("policy/v1", "PodDisruptionBudget", "openclaw-ns", "always");
        await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation);
        Assert.Equal($"ocd4sv5 1 x {Larger}", sandbox.Pools);
    }

    [Fact]
    public async Task Without_waiting_it_cannot_be_had()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation, install: false);

        var error = await Assert.ThrowsAsync<OpenClawException>(() => sandbox.SetAsync(new() { NodeSize = Larger, NoWait = true }, Cancellation));

        Assert.Equal(("NodeSizeWithoutWait", ErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
    }

    [Fact]
    public async Task An_upgrade_that_cannot_be_is_refused_before_anything_is_moved_and_one_that_can_follows()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation, install: false);

        var error = await Assert.ThrowsAsync<OpenClawException>(() => sandbox.SetAsync(new() { NodeSize = Larger, KubernetesVersion = "1.33" }, Cancellation));
        Assert.Equal("UpgradeNewer", error.ErrorId);
        Assert.Equal("system 1 x Standard_D2s_v5", sandbox.Pools);

        var both = await sandbox.SetAsync(new() { NodeSize = Larger, KubernetesVersion = "1.35" }, Cancellation);
        Assert.True(both is { NodeSize: Larger, KubernetesVersion: "1.35.1" });
    }

    [Fact]
    public async Task New_OpenClawCluster_with_the_old_size_keeps_the_new_one_and_says_so()
    {
        await using var sandbox = await ScalingSandbox.StartAsync(Cancellation, install: false);
        await sandbox.SetAsync(new() { NodeSize = Larger }, Cancellation);
        List<string> warnings = [];
        var context = new OperationContext { Write = message => warnings.AddRange(message is WarningMessage warning ? [warning.Text] : []) };

        var again = await NewClusterOperation.RunAsync(new() { Name = "demo", NodeSizeGiven = true }, sandbox.Fast.SignIn, context, Cancellation);

        Assert.Equal(Larger, again!.NodeSize);
        Assert.Contains("Set-OpenClawCluster demo-aks -NodeSize Standard_D2s_v5", Assert.Single(warnings), StringComparison.Ordinal);
        warnings.Clear();
        Assert.NotNull(await NewClusterOperation.RunAsync(new() { Name = "demo" }, sandbox.Fast.SignIn, context, Cancellation));
        Assert.Empty(warnings);
        Assert.Equal($"ocd4sv5 1 x {Larger}", sandbox.Pools);
    }
}
