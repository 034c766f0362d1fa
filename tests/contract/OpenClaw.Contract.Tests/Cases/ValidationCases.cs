using System.Net;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

public abstract class ValidationCases(ContractCluster cluster) : ContractCases(cluster)
{
    [Fact]
    public async Task An_unknown_field_is_refused_where_strictness_is_asked_for()
    {
        Cluster.RequireSince(27, "fieldValidation");
        const string body = """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "dta": {"a": "1"}}""";
        var status = (await Cluster.CreateAsync(ConfigMaps + "?fieldValidation=Strict", body)).Fails(HttpStatusCode.BadRequest, "BadRequest");
        Assert.Contains("strict decoding error: unknown field \"dta\"", status["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_field_is_dropped_where_nothing_is_asked_for()
    {
        var json = (await Cluster.CreateAsync(ConfigMaps, """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "dta": {"a": "1"}}"""))
            .Is(HttpStatusCode.Created);
        Assert.Null(json["dta"]);
    }

    [Fact]
    public async Task Applying_an_unknown_field_is_refused()
    {
        Cluster.RequireSince(22, "A clear answer to applying an unknown field");
        var answer = await Cluster.ApplyAsync(ConfigMaps + "/settings", "one", """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "dta": {"a": "1"}}""");
        Assert.False(answer.Code is HttpStatusCode.OK or HttpStatusCode.Created, answer.Text);
        Assert.Contains(".dta: field not declared in schema", answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"three\"")]
    [InlineData("{}")]
    [InlineData("1.5")]
    public async Task A_value_of_the_wrong_type_is_a_bad_request(string replicas)
        => (await Cluster.CreateAsync(Deployments, Deployment("web").Replace("\"replicas\": 0", $"\"replicas\": {replicas}", StringComparison.Ordinal)))
            .Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Fact]
    public async Task What_is_not_JSON_is_a_bad_request()
        => (await Cluster.CreateAsync(ConfigMaps, "{\"apiVersion\": ")).Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Fact]
    public async Task Another_kind_than_the_paths_is_a_bad_request()
        => (await Cluster.CreateAsync(ConfigMaps, """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "settings"}}"""))
            .Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Fact]
    public async Task Another_namespace_than_the_paths_is_a_bad_request()
        => (await Cluster.CreateAsync(ConfigMaps, """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "namespace": "elsewhere"}}"""))
            .Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Fact]
    public async Task Another_name_than_the_paths_is_a_bad_request()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings"));
        (await Cluster.ReplaceAsync(ConfigMaps + "/settings", ConfigMap("other"))).Fails(HttpStatusCode.BadRequest, "BadRequest");
    }

    [Fact]
    public async Task A_body_of_another_media_type_is_refused()
        => (await Cluster.SendAsync(HttpMethod.Post, ConfigMaps, "hello", "text/plain")).Fails(HttpStatusCode.UnsupportedMediaType, "UnsupportedMediaType");

    [Theory]
    [InlineData("Capital")]
    [InlineData("under_score")]
    [InlineData("-start")]
    [InlineData("end-")]
    [InlineData("two..dots")]
    public async Task A_name_that_is_no_DNS_subdomain_is_invalid(string name)
        => (await Cluster.CreateAsync(ConfigMaps, ConfigMap(name))).IsInvalid("metadata.name FieldValueInvalid");

    [Fact]
    public async Task A_name_of_254_letters_is_invalid()
        => (await Cluster.CreateAsync(ConfigMaps, ConfigMap(new string('a', 254)))).IsInvalid("metadata.name FieldValueInvalid");

    [Fact]
    public async Task A_missing_name_is_invalid()
        => (await Cluster.CreateAsync(ConfigMaps, """{"apiVersion": "v1", "kind": "ConfigMap"}""")).IsInvalid("metadata.name FieldValueRequired");

    [Theory]
    [InlineData("1web")]
    [InlineData("web.site")]
    public async Task A_Service_is_named_like_a_DNS_label(string name)
        => (await Cluster.CreateAsync(Services, $$$"""{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "{{{name}}}"}, "spec": {"ports": [{"port": 80}]}}"""))
            .IsInvalid("metadata.name FieldValueInvalid");

    [Fact]
    public async Task Generated_names_start_with_their_prefix()
    {
        var json = (await Cluster.CreateAsync(ConfigMaps, """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "settings-"}}""")).Is(HttpStatusCode.Created);
        Assert.Matches("^settings-[a-z0-9]{5}$", json["metadata"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_label_with_spaces_is_invalid()
        => (await Cluster.CreateAsync(ConfigMaps, """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "labels": {"a": "b c"}}}"""))
            .IsInvalid("metadata.labels FieldValueInvalid");

    [Fact]
    public async Task A_ConfigMaps_keys_are_file_names()
        => (await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings", ("a/b", "1")))).IsInvalid("data[a/b] FieldValueInvalid");

    [Fact]
    public async Task A_port_is_at_most_65535()
        => (await Cluster.CreateAsync(Services, """{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [{"port": 70000, "targetPort": 80}]}}"""))
            .IsInvalid("spec.ports[0].port FieldValueInvalid");

    [Fact]
    public async Task A_selector_must_match_the_pods_it_makes()
        => (await Cluster.CreateAsync(Deployments, Deployment("web", label: "other"))).IsInvalid("spec.template.metadata.labels FieldValueInvalid");

    [Fact]
    public async Task Every_mistake_is_a_cause()
        => (await Cluster.CreateAsync(Deployments, """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": -1,
             "selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
             "spec": {"restartPolicy": "Never", "containers": [{"name": "main"}, {"name": "Side", "image": "x", "ports": [{"containerPort": 0}]}]}}}}
            """)).IsInvalid(
                "spec.replicas FieldValueInvalid",
                "spec.template.spec.containers[0].image FieldValueRequired",
                "spec.template.spec.containers[1].name FieldValueInvalid",
                "spec.template.spec.containers[1].ports[0].containerPort FieldValueRequired",
                "spec.template.spec.restartPolicy FieldValueNotSupported");

    [Fact]
    public async Task A_volume_mount_names_a_volume()
        => (await CreatePodAsync("""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [
              {"name": "main", "image": "x", "volumeMounts": [{"name": "none", "mountPath": "/data"}]}]}}
            """)).IsInvalid("spec.containers[0].volumeMounts[0].name FieldValueNotFound");

    [Fact]
    public async Task A_request_is_at_most_the_limit()
        => (await CreatePodAsync("""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [
              {"name": "main", "image": "x", "resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}}]}}
            """)).IsInvalid("spec.containers[0].resources.requests FieldValueInvalid");

    [Fact]
    public async Task A_quantity_that_is_none_is_a_bad_request()
        => (await CreatePodAsync("""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [
              {"name": "main", "image": "x", "resources": {"requests": {"memory": "lots"}}}]}}
            """)).Fails(HttpStatusCode.BadRequest, "BadRequest");

    [Fact]
    public async Task A_Deployments_selector_cannot_change()
    {
        (await Cluster.CreateAsync(Deployments, Deployment("web"))).Is(HttpStatusCode.Created);
        (await Cluster.PatchAsync(Deployments + "/web", "merge", """{"spec": {"selector": {"matchLabels": {"app": "x"}}, "template": {"metadata": {"labels": {"app": "x"}}}}}"""))
            .IsInvalid("spec.selector FieldValueInvalid");
    }

    [Fact]
    public async Task A_Services_address_cannot_change()
    {
        (await Cluster.CreateAsync(Services, """{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}}""")).Is(HttpStatusCode.Created);
        var status = (await Cluster.PatchAsync(Services + "/web", "merge", """{"spec": {"clusterIP": "10.255.255.254", "clusterIPs": ["10.255.255.254"]}}"""))
            .Fails(HttpStatusCode.UnprocessableEntity, "Invalid");
        Assert.Contains("spec.clusterIPs[0] FieldValueInvalid", Answer.Causes(status));
    }

    [Fact]
    public async Task A_claims_class_cannot_change()
    {
        var claims = $"/api/v1/namespaces/{Namespace}/persistentvolumeclaims";
        (await Cluster.CreateAsync(claims, """
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "spec": {
             "accessModes": ["ReadWriteOnce"], "storageClassName": "contract-none", "resources": {"requests": {"storage": "1Gi"}}}}
            """)).Is(HttpStatusCode.Created);
        (await Cluster.PatchAsync(claims + "/data", "merge", """{"spec": {"storageClassName": "another"}}""")).IsInvalid("spec FieldValueForbidden");
    }

    [Fact]
    public async Task A_running_pods_containers_cannot_change()
    {
        (await CreatePodAsync("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"nodeSelector": {"contract": "none"}, "containers": [{"name": "main", "image": "x:1"}]}}"""))
            .Is(HttpStatusCode.Created);
        (await Cluster.PatchAsync(Pods + "/web", "strategic-merge", """{"spec": {"containers": [{"name": "main", "env": [{"name": "A", "value": "1"}]}]}}"""))
            .IsInvalid("spec FieldValueForbidden");
        (await Cluster.PatchAsync(Pods + "/web", "strategic-merge", """{"spec": {"containers": [{"name": "main", "image": "x:2"}]}}""")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_same_name_twice_already_exists()
    {
        await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings"));
        var details = (await Cluster.CreateAsync(ConfigMaps, ConfigMap("settings"))).Fails(HttpStatusCode.Conflict, "AlreadyExists")["details"]!;
        Assert.Equal("settings", details["name"]!.GetValue<string>());
        Assert.Equal("configmaps", details["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var status = (await Cluster.GetAsync(Deployments + "/web")).Fails(HttpStatusCode.NotFound, "NotFound");
        Assert.Equal("deployments.apps \"web\" not found", status["message"]!.GetValue<string>());
        Assert.Equal("web", status["details"]!["name"]!.GetValue<string>());
        Assert.Equal("apps", status["details"]!["group"]!.GetValue<string>());
        Assert.Equal("deployments", status["details"]!["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_verb_the_path_does_not_know_is_not_allowed()
        => (await Cluster.CreateAsync(ConfigMaps + "/settings", ConfigMap("settings"))).Fails(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed");

    [Fact]
    public async Task Creating_in_a_namespace_that_is_not_there_is_not_found()
    {
        var status = (await Cluster.CreateAsync("/api/v1/namespaces/contract-none/configmaps", ConfigMap("settings"))).Fails(HttpStatusCode.NotFound, "NotFound");
        Assert.Equal("namespaces \"contract-none\" not found", status["message"]!.GetValue<string>());
    }
}
