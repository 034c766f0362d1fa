using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class ServerSideApplyCases(ContractCluster cluster) : ContractCases(cluster)
{
    private string Object => ConfigMaps + "/settings";

    private Task<Answer> ApplyAsync(string manager, string query = "", params (string Key, string Value)[] data)
        => Cluster.ApplyAsync(Object, manager, ConfigMap("settings", data), query);

    private static IEnumerable<string> OwnedData(JsonNode json, string manager)
        => json["metadata"]!["managedFields"]!.AsArray().Single(entry => entry!["manager"]!.GetValue<string>() == manager)!
            ["fieldsV1"]!["f:data"]!.AsObject().Select(field => field.Key).Where(key => key != ".").Order();

    [Fact]
    public async Task A_first_apply_creates_and_owns_what_it_says()
    {
        var json = (await ApplyAsync("one", "", ("a", "1"), ("b", "2"))).Is(HttpStatusCode.Created);

        var entry = Assert.Single(json["metadata"]!["managedFields"]!.AsArray())!;
        Assert.Equal("one", entry["manager"]!.GetValue<string>());
        Assert.Equal("Apply", entry["operation"]!.GetValue<string>());
        Assert.Equal("v1", entry["apiVersion"]!.GetValue<string>());
        Assert.Equal("FieldsV1", entry["fieldsType"]!.GetValue<string>());
        Assert.NotNull(entry["time"]);
        Assert.Equal(["f:a", "f:b"], OwnedData(json, "one"));
    }

    [Fact]
    public async Task The_same_apply_again_writes_nothing()
    {
        var first = await ApplyAsync("one", "", ("a", "1"));
        await Task.Delay(1100, TestContext.Current.CancellationToken); // managedFields' time counts seconds
        var second = await ApplyAsync("one", "", ("a", "1"));

        second.Is(HttpStatusCode.OK);
        Assert.Equal(first.Version, second.Version);
        Assert.True(JsonNode.DeepEquals(first.Json, second.Json), $"{first.Text}\n{second.Text}");
    }

    [Fact]
    public async Task A_changed_value_is_written()
    {
        var first = await ApplyAsync("one", "", ("a", "1"));
        var second = await ApplyAsync("one", "", ("a", "2"));

        Assert.Equal("2", second.Is(HttpStatusCode.OK)["data"]!["a"]!.GetValue<string>());
        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(first.Json["metadata"]!["uid"]!.GetValue<string>(), second.Json["metadata"]!["uid"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_field_its_only_manager_leaves_out_goes()
    {
        await ApplyAsync("one", "", ("a", "1"), ("b", "2"));
        var json = (await ApplyAsync("one", "", ("a", "1"))).Is(HttpStatusCode.OK);

        Assert.Equal(["a"], json["data"]!.AsObject().Select(entry => entry.Key));
        Assert.Equal(["f:a"], OwnedData(json, "one"));
    }

    [Fact]
    public async Task A_field_two_managers_agree_on_stays_until_both_leave_it_out()
    {
        await ApplyAsync("one", "", ("a", "1"), ("b", "2"));
        var both = (await ApplyAsync("two", "", ("b", "2"), ("c", "3"))).Is(HttpStatusCode.OK);
        Assert.Equal(["f:b", "f:c"], OwnedData(both, "two"));

        var left = (await ApplyAsync("one", "", ("a", "1"))).Is(HttpStatusCode.OK);
        Assert.Equal("2", left["data"]!["b"]?.GetValue<string>());

        var gone = (await ApplyAsync("two", "", ("c", "3"))).Is(HttpStatusCode.OK);
        Assert.Equal(["a", "c"], gone["data"]!.AsObject().Select(entry => entry.Key).Order());
    }

    [Fact]
    public async Task Another_value_for_a_field_of_another_manager_is_a_conflict()
    {
        await ApplyAsync("one", "", ("a", "1"), ("b", "1"));
        var status = (await ApplyAsync("two", "", ("a", "2"), ("b", "2"), ("c", "3"))).Fails(HttpStatusCode.Conflict, "Conflict");

        Assert.Equal([".data.a FieldManagerConflict", ".data.b FieldManagerConflict"], Answer.Causes(status).Order());
        Assert.All(status["details"]!["causes"]!.AsArray(), cause => Assert.Equal("conflict with \"one\"", cause!["message"]!.GetValue<string>()));
        Assert.Equal(["a", "b"], (await Cluster.GetAsync(Object)).Json["data"]!.AsObject().Select(entry => entry.Key).Order());
    }

    [Fact]
    public async Task A_conflict_with_an_update_names_its_operation()
    {
        await Cluster.SendAsync(HttpMethod.Post, ConfigMaps + "?fieldManager=editor", ConfigMap("settings", ("a", "1")));
        var status = (await ApplyAsync("two", "", ("a", "2"))).Fails(HttpStatusCode.Conflict, "Conflict");

        var message = Assert.Single(status["details"]!["causes"]!.AsArray())!["message"]!.GetValue<string>();
        Assert.StartsWith("conflict with \"editor\" using v1", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Force_takes_the_field_over()
    {
        await ApplyAsync("one", "", ("a", "1"), ("b", "1"));
        var json = (await ApplyAsync("two", "force=true", ("a", "2"))).Is(HttpStatusCode.OK);

        Assert.Equal("2", json["data"]!["a"]!.GetValue<string>());
        Assert.Equal(["f:b"], OwnedData(json, "one"));
        Assert.Equal(["f:a"], OwnedData(json, "two"));
        (await ApplyAsync("one", "", ("a", "1"), ("b", "1"))).Fails(HttpStatusCode.Conflict, "Conflict");
    }

    [Fact]
    public async Task Replacing_takes_over_the_fields_it_changes()
    {
        await ApplyAsync("one", "", ("a", "1"), ("b", "1"));
        var json = (await Cluster.SendAsync(HttpMethod.Put, Object + "?fieldManager=editor", ConfigMap("settings", ("a", "2"), ("b", "1")))).Is(HttpStatusCode.OK);

        Assert.Equal(["f:a"], OwnedData(json, "editor"));
        Assert.Equal("Update", json["metadata"]!["managedFields"]!.AsArray().Single(entry => entry!["manager"]!.GetValue<string>() == "editor")!["operation"]!.GetValue<string>());
        Assert.Equal(["f:b"], OwnedData(json, "one"));
    }

    [Fact]
    public async Task A_dry_run_answers_as_if_and_stores_nothing()
    {
        (await ApplyAsync("one", "dryRun=All", ("a", "1"))).Is(HttpStatusCode.Created);
        (await Cluster.GetAsync(Object)).Fails(HttpStatusCode.NotFound, "NotFound");

        var stored = await ApplyAsync("one", "", ("a", "1"));
        var tried = (await ApplyAsync("one", "dryRun=All", ("a", "2"))).Is(HttpStatusCode.OK);
        Assert.Equal("2", tried["data"]!["a"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(stored.Json, (await Cluster.GetAsync(Object)).Json));
        (await ApplyAsync("two", "dryRun=All", ("a", "3"))).Fails(HttpStatusCode.Conflict, "Conflict");
    }

    [Fact]
    public async Task A_dry_run_of_no_known_kind_is_refused()
        => (await ApplyAsync("one", "dryRun=Some", ("a", "1"))).IsInvalid("dryRun FieldValueNotSupported");

    [Fact]
    public async Task The_field_manager_is_required()
        => (await Cluster.SendAsync(HttpMethod.Patch, Object, ConfigMap("settings"), "application/apply-patch+yaml"))
            .IsInvalid("fieldManager FieldValueRequired");

    [Fact]
    public async Task Bodies_may_be_YAML()
    {
        var yaml = $"# a comment\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings, namespace: {Namespace}}}\ndata:\n  text: |\n    two\n    lines\n";
        var json = (await Cluster.ApplyAsync(Object, "one", yaml)).Is(HttpStatusCode.Created);

        Assert.Equal("two\nlines\n", json["data"]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_body_cannot_bring_managed_fields()
        => (await Cluster.ApplyAsync(Object, "one",
            """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "managedFields": [{"manager": "x", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": {}}]}}"""))
            .Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Fact]
    public async Task An_old_resource_version_in_the_body_is_a_conflict()
    {
        var first = await ApplyAsync("one", "", ("a", "1"));
        await ApplyAsync("one", "", ("a", "2"));
        (await Cluster.ApplyAsync(Object, "one",
            $$$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "resourceVersion": "{{{first.Version}}}"}, "data": {"a": "3"}}"""))
            .Fails(HttpStatusCode.Conflict, "Conflict");
    }

    [Fact]
    public async Task The_bodys_name_must_be_the_paths()
        => (await Cluster.ApplyAsync(Object, "one", ConfigMap("other"))).Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Fact]
    public async Task Containers_and_their_variables_merge_by_name()
    {
        const string path = "/web";
        await Cluster.ApplyAsync(Deployments + path, "one", Deployment("web"));
        const string more = """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"template": {"spec": {"containers": [
              {"name": "main", "env": [{"name": "A", "value": "1"}]}, {"name": "side", "image": "registry.invalid/side:1"}]}}}}
            """;
        var json = (await Cluster.ApplyAsync(Deployments + path, "two", more)).Is(HttpStatusCode.OK);

        var containers = json["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(["main", "side"], containers.Select(container => container!["name"]!.GetValue<string>()));
        Assert.Equal("registry.invalid/program:1", containers[0]!["image"]!.GetValue<string>());
        Assert.Equal("A", containers[0]!["env"]![0]!["name"]!.GetValue<string>());

        // The first manager's view has neither the variable nor the side container; they are not its own, so they stay.
        json = (await Cluster.ApplyAsync(Deployments + path, "one", Deployment("web", "registry.invalid/program:2"))).Is(HttpStatusCode.OK);
        containers = json["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(2, containers.Count);
        Assert.NotNull(containers[0]!["env"]);
        Assert.Equal("registry.invalid/program:2", containers[0]!["image"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_generation_counts_changes_of_the_spec_only()
    {
        var path = Deployments + "/web";
        long Generation(JsonNode json) => json["metadata"]!["generation"]!.GetValue<long>();
        Assert.Equal(1, Generation((await Cluster.ApplyAsync(path, "one", Deployment("web"))).Json));
        Assert.Equal(1, Generation((await Cluster.ApplyAsync(path, "one", Deployment("web"))).Json));
        Assert.Equal(2, Generation((await Cluster.ApplyAsync(path, "one", Deployment("web", "registry.invalid/program:2"))).Json));
        Assert.Equal(2, Generation((await Cluster.PatchAsync(path, "merge", """{"metadata": {"labels": {"x": "y"}}}""")).Json));
    }

    [Fact]
    public async Task Finalizers_are_a_set()
    {
        string Body(string finalizer) => $$$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "finalizers": ["{{{finalizer}}}"]}}""";
        await Cluster.ApplyAsync(Object, "one", Body("test.invalid/one"));
        var json = (await Cluster.ApplyAsync(Object, "two", Body("test.invalid/two"))).Is(HttpStatusCode.OK);
        Assert.Equal(["test.invalid/one", "test.invalid/two"], json["metadata"]!["finalizers"]!.AsArray().Select(value => value!.GetValue<string>()).Order());
        await Cluster.PatchAsync(Object, "merge", """{"metadata": {"finalizers": null}}""");
    }

    [Fact]
    public async Task Defaults_belong_to_nobody()
    {
        var json = (await Cluster.ApplyAsync(Services + "/web", "one", """
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [{"port": 80, "protocol": "TCP"}]}}
            """)).Is(HttpStatusCode.Created);

        Assert.Equal("ClusterIP", json["spec"]!["type"]!.GetValue<string>());
        Assert.Equal(80, json["spec"]!["ports"]![0]!["targetPort"]!.GetValue<int>());
        var owned = Assert.Single(json["metadata"]!["managedFields"]!.AsArray())!["fieldsV1"]!["f:spec"]!.AsObject().Select(field => field.Key);
        Assert.Equal(["f:ports"], owned);
    }
}
