using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Tests.Pods;

namespace OpenClaw.Sandbox.Tests.Controllers;

public sealed class SchedulingTests
{
    [Fact]
    public async Task A_pod_that_is_too_large_waits_and_says_why()
    {
        await using var cluster = await TestCluster.StartAsync();
        var pod = SampleObjects.Pod("large", "sleep 1000");
        pod.Objects("spec", "containers").First()["resources"] = new JsonObject { ["requests"] = new JsonObject { ["memory"] = "64Gi" } };
        cluster.Create(pod);
        var seen = await cluster.WaitForPodAsync("large", static item => item.Condition("PodScheduled") == "False");
        Assert.Equal("Pending", seen.Text("status", "phase"));
        Assert.Equal("0/1 nodes are available: 1 Insufficient memory.", (await cluster.WaitForEventAsync("FailedScheduling")).Text("message"));
    }

    [Fact]
    public async Task A_claim_waits_for_its_first_pod_and_keeps_its_data_for_the_next()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create(SampleObjects.Claim());
        await cluster.WaitForEventAsync("WaitForFirstConsumer");

        JsonObject PodWith(string name, string command)
        {
            var pod = SampleObjects.Pod(name, command, restartPolicy: "Never");
            pod.Ensure("spec")["volumes"] = new JsonArray(SampleObjects.Parse("""{"name":"data","persistentVolumeClaim":{"claimName":"openclaw-data"}}"""));
            pod.Objects("spec", "containers").First()["volumeMounts"] = new JsonArray(SampleObjects.Parse("""{"name":"data","mountPath":"/data"}"""));
            return pod;
        }

        cluster.Create(PodWith("first", "mkdir -p /data/kept"));
        await cluster.WaitForPodAsync("first", static pod => pod.Text("status", "phase") == "Succeeded");
        var claim = await cluster.WaitAsync("v1", "PersistentVolumeClaim", static item => item.Text("status", "phase") == "Bound");
        Assert.Equal("default", claim.Text("spec", "storageClassName"));
        var volumes = Directory.GetDirectories(cluster.Folder, "pvc-" + claim.Uid(), SearchOption.AllDirectories);
        Assert.True(Directory.Exists(Path.Combine(Assert.Single(volumes), "kept")));

        cluster.Store.Delete("v1", "Pod", TestCluster.Namespace, "first");
        cluster.Store.Delete("v1", "PersistentVolumeClaim", TestCluster.Namespace, "openclaw-data");
        await cluster.WaitUntilAsync(() => !Directory.Exists(volumes[0]) && cluster.Store.List("v1", "PersistentVolume").Count == 0);
    }

    [Fact]
    public async Task A_pod_whose_claim_is_not_there_says_so()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create([SampleObjects.Secret(), SampleObjects.GatewayConfig(), SampleObjects.Gateway()]);
        Assert.Contains(
            "persistentvolumeclaim \"openclaw-data\" not found",
            (await cluster.WaitForEventAsync("FailedScheduling")).Text("message"),
            StringComparison.Ordinal);
    }
}
