using System.Net;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class DeletionCases(ContractCluster cluster) : ContractCases(cluster)
{
    private const string Finalized = """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "finalizers": ["test.invalid/keep"]}}""";

    private string Object => ConfigMaps + "/settings";

    private string ReplicaSets => $"/apis/apps/v1/namespaces/{Namespace}/replicasets";

    private static string Policy(string policy) => $$$"""{"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "{{{policy}}}"}""";

    [Fact]
    public async Task Deleting_says_what_went()
    {
        var uid = (await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings"))).Json["metadata"]!["uid"]!.GetValue<string>();
        var status = (await Cluster.DeleteAsync(Object)).Is(HttpStatusCode.OK);
        Assert.Equal("Success", status["status"]!.GetValue<string>());
        Assert.Equal(uid, status["details"]!["uid"]!.GetValue<string>());
        (await Cluster.DeleteAsync(Object)).Fails(HttpStatusCode.NotFound, "NotFound");
    }

    [Fact]
    public async Task A_dry_run_deletes_nothing()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings"));
        (await Cluster.DeleteAsync(Object + "?dryRun=All")).Is(HttpStatusCode.OK);
        (await Cluster.GetAsync(Object)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_finalizer_holds_the_object_until_it_is_taken_off()
    {
        (await Cluster.CreateAsync(ConfigMaps, Finalized)).Is(HttpStatusCode.Created);
        var json = (await Cluster.DeleteAsync(Object)).Is(HttpStatusCode.OK);
        Assert.Equal("ConfigMap", json["kind"]!.GetValue<string>());
        Assert.NotNull(json["metadata"]!["deletionTimestamp"]);
        Assert.Equal(0, json["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>());
        Assert.NotNull((await Cluster.GetAsync(Object)).Is(HttpStatusCode.OK)["metadata"]!["deletionTimestamp"]);

        (await Cluster.PatchAsync(Object, "merge", """{"metadata": {"finalizers": ["test.invalid/keep", "test.invalid/more"]}}"""))
            .IsInvalid("metadata.finalizers FieldValueForbidden");
        (await Cluster.PatchAsync(Object, "merge", """{"metadata": {"finalizers": null}}""")).Is(HttpStatusCode.OK);
        (await Cluster.GetAsync(Object)).Fails(HttpStatusCode.NotFound, "NotFound");
    }

    [Fact]
    public async Task A_selection_can_be_deleted()
    {
        await Cluster.CreateAsync(ConfigMaps, """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x", "labels": {"go": "yes"}}}""");
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("y"));
        var list = (await Cluster.DeleteAsync(ConfigMaps + "?labelSelector=go%3Dyes")).Is(HttpStatusCode.OK);
        Assert.Equal("ConfigMapList", list["kind"]!.GetValue<string>());
        (await Cluster.GetAsync(ConfigMaps + "/x")).Fails(HttpStatusCode.NotFound, "NotFound");
        (await Cluster.GetAsync(ConfigMaps + "/y")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task In_the_background_what_it_owns_follows()
    {
        await DeployAsync();
        (await Cluster.DeleteAsync(Deployments + "/web", Policy("Background"))).Is(HttpStatusCode.OK);
        (await Cluster.GetAsync(Deployments + "/web")).Fails(HttpStatusCode.NotFound, "NotFound");
        await Cluster.UntilAsync(ReplicaSets, answer => answer.Json["items"]!.AsArray().Count == 0);
    }

    [Fact]
    public async Task In_the_foreground_it_waits_for_what_it_owns()
    {
        await DeployAsync();
        var json = (await Cluster.DeleteAsync(Deployments + "/web", Policy("Foreground"))).Is(HttpStatusCode.OK);
        Assert.Equal(["foregroundDeletion"], json["metadata"]!["finalizers"]!.AsArray().Select(value => value!.GetValue<string>()));
        Assert.NotNull(json["metadata"]!["deletionTimestamp"]);
        await Cluster.UntilAsync(Deployments + "/web", answer => answer.Code == HttpStatusCode.NotFound);
        Assert.Empty((await Cluster.GetAsync(ReplicaSets)).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task As_orphans_what_it_owned_stays()
    {
        await DeployAsync();
        await Cluster.DeleteAsync(Deployments + "/web", Policy("Orphan"));
        await Cluster.UntilAsync(Deployments + "/web", answer => answer.Code == HttpStatusCode.NotFound);
        var set = Assert.Single((await Cluster.GetAsync(ReplicaSets)).Json["items"]!.AsArray())!;
        Assert.Null(set["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public async Task A_propagation_policy_that_is_none_is_invalid()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings"));
        (await Cluster.DeleteAsync(Object, Policy("Sideways"))).IsInvalid("propagationPolicy FieldValueNotSupported");
    }

    [Fact]
    public async Task A_pod_that_no_node_has_goes_at_once()
    {
        (await CreatePodAsync("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"nodeSelector": {"contract": "none"}, "containers": [{"name": "main", "image": "x:1"}]}}"""))
            .Is(HttpStatusCode.Created);
        (await Cluster.DeleteAsync(Pods + "/web")).Is(HttpStatusCode.OK);
        (await Cluster.GetAsync(Pods + "/web")).Fails(HttpStatusCode.NotFound, "NotFound");
    }

    [Fact]
    public async Task A_namespace_goes_with_everything_in_it()
    {
        await Cluster.CreateAsync(ConfigMaps, Finalized);
        await Cluster.CreateAsync(Deployments, Deployment("web"));
        var path = $"/api/v1/namespaces/{Namespace}";
        Assert.Equal("Active", (await Cluster.GetAsync(path)).Json["status"]!["phase"]!.GetValue<string>());

        (await Cluster.DeleteAsync(path)).Is(HttpStatusCode.OK);
        var json = (await Cluster.UntilAsync(path, answer => answer.Text.Contains("Terminating", StringComparison.Ordinal))).Json;
        Assert.NotNull(json["metadata"]!["deletionTimestamp"]);
        var status = (await Cluster.CreateAsync(ConfigMaps, ConfigMap("late"))).Fails(HttpStatusCode.Forbidden, "Forbidden");
        Assert.Contains("metadata.namespace NamespaceTerminating", Answer.Causes(status));

        await Cluster.UntilAsync(Deployments, answer => answer.Json["items"]!.AsArray().Count == 0);
        (await Cluster.GetAsync(path)).Is(HttpStatusCode.OK);
        await Cluster.PatchAsync(Object, "merge", """{"metadata": {"finalizers": null}}""");
        await Cluster.UntilAsync(path, answer => answer.Code == HttpStatusCode.NotFound);
    }

    private async Task DeployAsync()
    {
        (await Cluster.CreateAsync(Deployments, Deployment("web"))).Is(HttpStatusCode.Created);
        await Cluster.UntilAsync(ReplicaSets, answer => answer.Json["items"]!.AsArray().Count == 1);
    }
}
