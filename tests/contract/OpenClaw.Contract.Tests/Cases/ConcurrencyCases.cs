using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class ConcurrencyCases(ContractCluster cluster) : ContractCases(cluster)
{
    private string Object => ConfigMaps + "/settings";

    private static string At(string version, string value)
        => $$$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "resourceVersion": "{{{version}}}"}, "data": {"a": "{{{value}}}"}}""";

    [Fact]
    public async Task Replacing_at_an_old_version_is_a_conflict()
    {
        var first = await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings", ("a", "1")));
        (await Cluster.ReplaceAsync(Object, At(first.Version, "2"))).Is(HttpStatusCode.OK);

        var details = (await Cluster.ReplaceAsync(Object, At(first.Version, "3"))).Fails(HttpStatusCode.Conflict, "Conflict")["details"]!;
        Assert.Equal("settings", details["name"]!.GetValue<string>());
        Assert.Equal("configmaps", details["kind"]!.GetValue<string>());
        Assert.Equal("2", (await Cluster.GetAsync(Object)).Json["data"]!["a"]!.GetValue<string>());
    }

    [Fact]
    public async Task Replacing_without_a_version_wins()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings", ("a", "1")));
        (await Cluster.ReplaceAsync(Object, ConfigMap("settings", ("a", "2")))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Replacing_with_the_same_writes_nothing()
    {
        var first = await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings", ("a", "1")));
        var second = await Cluster.ReplaceAsync(Object, first.Text);
        second.Is(HttpStatusCode.OK);
        Assert.Equal(first.Version, second.Version);
    }

    [Fact]
    public async Task Replacing_what_is_not_there_is_not_found()
        => (await Cluster.ReplaceAsync(Object, ConfigMap("settings"))).Fails(HttpStatusCode.NotFound, "NotFound");

    [Fact]
    public async Task Of_ten_at_once_one_wins()
    {
        var first = await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings", ("a", "0")));
        var answers = await Task.WhenAll(Enumerable.Range(1, 10).Select(value => Cluster.ReplaceAsync(Object, At(first.Version, $"{value}"))));

        Assert.Single(answers, answer => answer.Code == HttpStatusCode.OK);
        Assert.Equal(9, answers.Count(answer => answer.Code == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Creating_with_a_version_is_refused()
    {
        var answer = await Cluster.CreateAsync(ConfigMaps, At("5", "1"));
        Assert.True(answer.Code is HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError, answer.Text);
        Assert.Contains("resourceVersion should not be set on objects to be created", answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_patch_replaces_lists_and_removes_nulls()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings", ("a", "1"), ("b", "2")));
        var json = (await Cluster.PatchAsync(Object, "merge", """{"data": {"a": null, "c": "3"}}""")).Is(HttpStatusCode.OK);
        Assert.Equal(["b", "c"], json["data"]!.AsObject().Select(entry => entry.Key).Order());
    }

    [Fact]
    public async Task A_merge_patch_at_an_old_version_is_a_conflict()
    {
        var first = await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings", ("a", "1")));
        await Cluster.PatchAsync(Object, "merge", """{"data": {"a": "2"}}""");
        (await Cluster.PatchAsync(Object, "merge", $$$"""{"metadata": {"resourceVersion": "{{{first.Version}}}"}, "data": {"a": "3"}}"""))
            .Fails(HttpStatusCode.Conflict, "Conflict");
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_writes_nothing()
    {
        var first = await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings", ("a", "1")));
        Assert.Equal(first.Version, (await Cluster.PatchAsync(Object, "merge", """{"data": {"a": "1"}}""")).Version);
    }

    [Fact]
    public async Task A_JSON_patch_tests_and_changes()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings", ("a", "1")));
        var json = (await Cluster.PatchAsync(Object, "json", """[{"op": "test", "path": "/data/a", "value": "1"}, {"op": "add", "path": "/data/b", "value": "2"}, {"op": "remove", "path": "/data/a"}]"""))
            .Is(HttpStatusCode.OK);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"b": "2"}"""), json["data"]));
        (await Cluster.PatchAsync(Object, "json", """[{"op": "test", "path": "/data/b", "value": "x"}]""")).Fails(HttpStatusCode.UnprocessableEntity, "Invalid");
    }

    [Fact]
    public async Task A_strategic_merge_patch_merges_containers_by_name()
    {
        await Cluster.CreateAsync(Deployments, Deployment("web"));
        var json = (await Cluster.PatchAsync(Deployments + "/web", "strategic-merge", """
            {"spec": {"template": {"spec": {"containers": [{"name": "main", "env": [{"name": "A", "value": "1"}]}]}}}}
            """)).Is(HttpStatusCode.OK);
        var container = Assert.Single(json["spec"]!["template"]!["spec"]!["containers"]!.AsArray())!;
        Assert.Equal("registry.invalid/program:1", container["image"]!.GetValue<string>());
        Assert.Equal("1", container["env"]![0]!["value"]!.GetValue<string>());
    }

    [Fact]
    public async Task Deleting_another_incarnation_is_a_conflict()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings"));
        (await Cluster.DeleteAsync(Object, """{"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": "00000000-0000-0000-0000-000000000000"}}"""))
            .Fails(HttpStatusCode.Conflict, "Conflict");
        (await Cluster.GetAsync(Object)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_status_is_written_by_its_own_path_only()
    {
        await Cluster.CreateAsync(Deployments, Deployment("web"));
        var json = (await Cluster.PatchAsync(Deployments + "/web", "merge", """{"status": {"replicas": 7}}""")).Is(HttpStatusCode.OK);
        Assert.NotEqual(7, json["status"]?["replicas"]?.GetValue<int>());
        json = (await Cluster.PatchAsync(Deployments + "/web/status", "merge", """{"spec": {"replicas": 7}}""")).Is(HttpStatusCode.OK);
        Assert.Equal(0, json["spec"]!["replicas"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_scale_is_a_view_of_the_replicas()
    {
        await Cluster.CreateAsync(Deployments, Deployment("web"));
        var scale = (await Cluster.GetAsync(Deployments + "/web/scale")).Is(HttpStatusCode.OK);
        Assert.Equal("Scale", scale["kind"]!.GetValue<string>());
        Assert.Equal("autoscaling/v1", scale["apiVersion"]!.GetValue<string>());
        Assert.Equal("app=web", scale["status"]!["selector"]!.GetValue<string>());
    }
}
