using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

public sealed class ObjectStoreTests
{
    private readonly ObjectStore _store = new();

    [Fact]
    public void A_namespace_comes_with_its_service_account_and_root_certificate()
    {
        Create("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"x"}}""");

        Assert.NotNull(_store.Get("v1", "ServiceAccount", "x", "default"));
        Assert.NotNull(_store.Get("v1", "ConfigMap", "x", "kube-root-ca.crt"));
        Assert.Equal("x", (string?)_store.Get("v1", "Namespace", null, "x")!["metadata"]!["labels"]!["kubernetes.io/metadata.name"]);
    }

    [Fact]
    public void A_deployment_gets_the_servers_defaults()
    {
        var spec = Create(Deployment)["spec"]!;

        Assert.Equal(600, (int)spec["progressDeadlineSeconds"]!);
        Assert.Equal("25%", (string?)spec["strategy"]!["rollingUpdate"]!["maxSurge"]);
        var container = spec["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal("Always", (string?)container["imagePullPolicy"]);
        Assert.Equal("TCP", (string?)container["ports"]![0]!["protocol"]);
        Assert.Equal(3, (int)container["readinessProbe"]!["failureThreshold"]!);
        Assert.Equal("/", (string?)container["readinessProbe"]!["httpGet"]!["path"]);
    }

    [Fact]
    public void Only_a_changed_spec_counts_as_a_generation_and_only_a_change_as_a_version()
    {
        var created = Create(Deployment);
        var same = Update("apps/v1", "Deployment", "d", o => o["spec"]!["replicas"] = 1);
        Assert.Equal(Version(created), Version(same));

        var scaled = Update("apps/v1", "Deployment", "d", o => o["spec"]!["replicas"] = 2);
        Assert.Equal(2, (int)scaled["metadata"]!["generation"]!);

        var status = Update("apps/v1", "Deployment", "d", o => o["status"] = new JsonObject { ["replicas"] = 2 }, "status");
        Assert.Equal(2, (int)status["metadata"]!["generation"]!);
        Assert.Equal(2, (int)status["status"]!["replicas"]!);
        Assert.NotEqual(Version(scaled), Version(status));
    }

    [Fact]
    public void What_an_owner_owned_goes_with_it()
    {
        var owner = Create("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"owner","namespace":"default"}}""");
        var uid = (string)owner["metadata"]!["uid"]!;
        Create($$$"""
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"owned","namespace":"default",
             "ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"{{{uid}}}"}]}}
            """);

        _store.Delete("v1", "ConfigMap", "default", "owner");

        Assert.Null(_store.Get("v1", "ConfigMap", "default", "owned"));
    }

    [Fact]
    public async Task A_running_pod_goes_only_when_its_kubelet_says_so()
    {
        var pod = Create(Pod);
        var uid = (string)pod["metadata"]!["uid"]!;
        Update("v1", "Pod", "p", o => o["spec"]!["nodeName"] = "node");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var watch = _store.WatchAsync("v1", "Pod", stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("ADDED", watch.Current.Type);

        _store.Delete("v1", "Pod", "default", "p");
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("MODIFIED", watch.Current.Type);
        Assert.NotNull(watch.Current.Object["metadata"]!["deletionTimestamp"]);

        _store.FinishPodDeletion("default", "p", uid);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("DELETED", watch.Current.Type);
        Assert.Null(_store.Get("v1", "Pod", "default", "p"));
    }

    [Fact]
    public void A_namespace_is_gone_when_its_last_pod_is()
    {
        Create("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"x"}}""");
        var pod = Create(Pod.Replace("default", "x", StringComparison.Ordinal));
        _store.Update("v1", "Pod", "x", "p", o => Set(o, "node"), "scheduler");

        _store.Delete("v1", "Namespace", null, "x");

        Assert.Equal("Terminating", (string?)_store.Get("v1", "Namespace", null, "x")!["status"]!["phase"]);
        var error = Assert.Throws<StatusException>(() => Create("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"late","namespace":"x"}}"""));
        Assert.Equal(403, error.Code);
        _store.FinishPodDeletion("x", "p", (string)pod["metadata"]!["uid"]!);
        Assert.Null(_store.Get("v1", "Namespace", null, "x"));
        Assert.Empty(_store.List("v1", "ConfigMap", "x"));
    }

    private const string Pod =
        """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},"spec":{"containers":[{"name":"c","image":"i:1"}]}}""";

    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"default"},"spec":{
         "selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[
          {"name":"c","image":"i","ports":[{"containerPort":80}],"readinessProbe":{"httpGet":{"port":80}}}]}}}}
        """;

    private static bool Set(JsonObject pod, string node)
    {
        pod["spec"]!["nodeName"] = node;
        return true;
    }

    private static string Version(JsonObject obj) => (string)obj["metadata"]!["resourceVersion"]!;

    private JsonObject Create(string json) => _store.Create(JsonNode.Parse(json)!.AsObject(), "test");

    private JsonObject Update(string apiVersion, string kind, string name, Action<JsonObject> change, string? subresource = null) =>
        _store.Update(apiVersion, kind, "default", name, o =>
        {
            change(o);
            return true;
        }, "test", subresource)!;
}
