using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Tests.Pods;

namespace OpenClaw.Sandbox.Tests.Controllers;

public sealed class RolloutTests
{
    [Fact]
    public async Task A_changed_template_is_rolled_and_can_be_rolled_back()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create(Sleeper("RollingUpdate"));
        var first = await WaitForRolloutAsync(cluster, revision: "1");
        var template = first.At("spec", "template")!.DeepClone();

        Change(cluster, static spec => spec.Ensure("template", "metadata", "annotations")["checksum"] = "2");
        await WaitForRolloutAsync(cluster, revision: "2");
        var sets = cluster.Store.List("apps/v1", "ReplicaSet", TestCluster.Namespace);
        Assert.Equal([0, 2], sets.OrderBy(Revision).Select(static set => set.Number("spec", "replicas")));

        Change(cluster, spec => spec["template"] = template.DeepClone());
        await WaitForRolloutAsync(cluster, revision: "3");
        sets = cluster.Store.List("apps/v1", "ReplicaSet", TestCluster.Namespace);
        Assert.Equal(["2", "3"], sets.Select(Revision).Order());
    }

    [Fact]
    public async Task Recreate_starts_nothing_before_everything_old_is_gone()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create(Sleeper("Recreate"));
        await WaitForRolloutAsync(cluster, revision: "1");
        var old = cluster.Store.List("v1", "Pod", TestCluster.Namespace).Select(static pod => pod.Uid()).ToHashSet();
        Change(cluster, static spec => spec.Ensure("template", "metadata", "annotations")["checksum"] = "2");
        await cluster.WaitAsync("v1", "Pod", pod => !old.Contains(pod.Uid()));
        Assert.DoesNotContain(cluster.Store.List("v1", "Pod", TestCluster.Namespace), pod => old.Contains(pod.Uid()));
        await WaitForRolloutAsync(cluster, revision: "2");
    }

    [Fact]
    public async Task A_rollout_that_does_not_get_on_passes_its_deadline()
    {
        await using var cluster = await TestCluster.StartAsync();
        var deployment = Sleeper("RollingUpdate", image: "example.com/stranger:1");
        deployment.Ensure("spec")["progressDeadlineSeconds"] = 2;
        cluster.Create(deployment);
        var stuck = await cluster.WaitAsync("apps/v1", "Deployment", static item => item.Condition("Progressing") == "False");
        Assert.Equal(
            "ProgressDeadlineExceeded",
            stuck.Objects("status", "conditions").First(static item => item.Text("type") == "Progressing").Text("reason"));
    }

    [Fact]
    public async Task A_service_lists_its_ready_pods()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Create(Sleeper("RollingUpdate"));
        cluster.Create(SampleObjects.Parse($$$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"sleeper","namespace":"{{{{TestCluster.Namespace}}}}"},
             "spec":{"selector":{"app":"sleeper"},"ports":[{"port":80,"targetPort":8080}]}}
            """));
        var slice = await cluster.WaitAsync("discovery.k8s.io/v1", "EndpointSlice", static item =>
            item.Objects("endpoints").Count(static endpoint => endpoint.Flag("conditions", "ready")) == 2);
        Assert.Equal(8080, slice.Objects("ports").Single().Number("port"));
        await cluster.WaitAsync("v1", "Endpoints", static item =>
            item.Objects("subsets").SelectMany(static subset => subset.Objects("addresses")).Count() == 2);
    }

    private static JsonObject Sleeper(string strategy, string image = "ghcr.io/openclaw/openclaw:1") => SampleObjects.Parse($$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"sleeper","namespace":"{{{{TestCluster.Namespace}}}}"},"spec":{"replicas":2,
         "strategy":{"type":"{{{{strategy}}}}"},"selector":{"matchLabels":{"app":"sleeper"} },
         "template":{"metadata":{"labels":{"app":"sleeper"} },"spec":{"terminationGracePeriodSeconds":1,
          "containers":[{"name":"main","image":"{{{{image}}}}","command":["sleep","1000"]}]} } } }
        """);

    private static Task<JsonObject> WaitForRolloutAsync(TestCluster cluster, string revision) =>
        cluster.WaitAsync("apps/v1", "Deployment", item => Revision(item) == revision
            && item.Number("status", "observedGeneration") == item.Number("metadata", "generation")
            && item.Number("status", "replicas") == 2 && item.Number("status", "updatedReplicas") == 2 && item.Number("status", "availableReplicas") == 2
            && item.Objects("status", "conditions").Any(static condition => condition.Text("reason") == "NewReplicaSetAvailable"));

    private static string? Revision(JsonObject obj) => obj.Text("metadata", "annotations", DeploymentController.RevisionAnnotation);

    private static void Change(TestCluster cluster, Action<JsonObject> change) => cluster.Store.Update(
        "apps/v1",
        "Deployment",
        TestCluster.Namespace,
        "sleeper",
        current =>
        {
            change(current.Ensure("spec"));
            return true;
        },
        "test");
}
