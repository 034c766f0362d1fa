using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

public sealed class ApiServerTests : IAsyncLifetime
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployment = "/apis/apps/v1/namespaces/default/deployments/d";

    private const string DeploymentBody = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{
         "selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[
          {"name":"c","image":"i:1","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"resources":{"requests":{"cpu":0.5,"memory":"1024Mi"}},
           "ports":[{"containerPort":80}]}]}}}}
        """;

    private TestCluster _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestCluster.StartAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Only_our_certificates_and_tokens_get_in()
    {
        using var anonymous = _test.NewClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(anonymous, ConfigMaps)).StatusCode);
        using var ours = _test.NewClient(_test.NewClientCertificate());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(ours, ConfigMaps)).StatusCode);
        using var foreign = _test.NewClient(_test.NewClientCertificate(isForeign: true));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(foreign, ConfigMaps)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(anonymous, "/readyz")).StatusCode);
    }

    [Fact]
    public async Task A_second_identical_apply_changes_neither_version_nor_times()
    {
        var (created, first) = await _test.ApplyAsync(Deployment, DeploymentBody);
        Assert.Equal(201, created);
        await Task.Delay(1100, TestContext.Current.CancellationToken);

        var (status, second) = await _test.ApplyAsync(Deployment, DeploymentBody);

        Assert.Equal(200, status);
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.Equal("500m", (string?)second["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]);
    }

    [Fact]
    public async Task Fields_a_manager_no_longer_applies_go_unless_somebody_else_owns_them()
    {
        await _test.ApplyAsync(Deployment, DeploymentBody);
        await _test.ApplyAsync(
            Deployment, """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"B","value":"2"}]}]}}}}
            """, manager: "two");

        var (_, result) = await _test.ApplyAsync(
            Deployment, DeploymentBody.Replace("""{"name":"A","value":"1"},{"name":"B","value":"2"}""", """{"name":"C","value":"3"}""", StringComparison.Ordinal));

        var names = result["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().Select(e => (string?)e!["name"]);
        Assert.Equal(["B", "C"], names.Order());
    }

    [Fact]
    public async Task A_conflict_names_the_owner_and_the_field_and_force_takes_it()
    {
        await _test.ApplyAsync(ConfigMaps + "/x", ConfigMap("x", "1"));

        var (status, refused) = await _test.ApplyAsync(ConfigMaps + "/x", ConfigMap("x", "2"), manager: "two");

        Assert.Equal(409, status);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .data.a", (string?)refused["message"]);
        var cause = refused["details"]!["causes"]![0]!;
        Assert.Equal("FieldManagerConflict", (string?)cause["reason"]);
        Assert.Equal(".data.a", (string?)cause["field"]);
        var (_, forced) = await _test.ApplyAsync(ConfigMaps + "/x", ConfigMap("x", "2"), manager: "two", force: true);
        Assert.Equal("two", (string?)Assert.Single(forced["metadata"]!["managedFields"]!.AsArray())!["manager"]);
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_and_stores_nothing()
    {
        var (status, shown) = await _test.SendAsync(HttpMethod.Post, ConfigMaps + "?dryRun=All", ConfigMap("x", "1"));

        Assert.Equal(201, status);
        Assert.Equal("1", (string?)shown["data"]!["a"]);
        Assert.Equal(404, (await _test.SendAsync(HttpMethod.Get, ConfigMaps + "/x")).Status);
        Assert.DoesNotContain(_test.Cluster.Requests.Snapshot(), r => r.IsWrite);
    }

    [Fact]
    public async Task A_list_in_pages_shows_one_moment_until_it_expires()
    {
        for (var i = 0; i < 5; i++) await _test.SendAsync(HttpMethod.Post, ConfigMaps, ConfigMap($"m{i}", "1"));
        var (_, first) = await _test.SendAsync(HttpMethod.Get, ConfigMaps + "?limit=2&fieldSelector=metadata.name!=kube-root-ca.crt");
        var token = (string)first["metadata"]!["continue"]!;
        Assert.Equal(3, (int)first["metadata"]!["remainingItemCount"]!);
        await _test.SendAsync(HttpMethod.Delete, ConfigMaps + "/m3");

        var (_, second) = await _test.SendAsync(HttpMethod.Get, $"{ConfigMaps}?limit=2&continue={Uri.EscapeDataString(token)}");
        Assert.Equal(["m2", "m3"], second["items"]!.AsArray().Select(i => (string?)i!["metadata"]!["name"]));

        _test.Cluster.CompactHistory();
        var (status, expired) = await _test.SendAsync(HttpMethod.Get, $"{ConfigMaps}?limit=2&continue={Uri.EscapeDataString(token)}");
        Assert.Equal(410, status);
        Assert.Equal("Expired", (string?)expired["reason"]);
    }

    [Fact]
    public async Task A_watch_goes_on_from_a_version_until_history_is_compacted()
    {
        var (_, list) = await _test.SendAsync(HttpMethod.Get, ConfigMaps);
        var version = (string)list["metadata"]!["resourceVersion"]!;
        await _test.SendAsync(HttpMethod.Post, ConfigMaps, ConfigMap("x", "1"));
        var path = $"{ConfigMaps}?watch=1&timeoutSeconds=10&resourceVersion={version}";

        var added = await FirstEventAsync(path);
        Assert.Equal("ADDED", (string?)added["type"]);
        Assert.Equal("x", (string?)added["object"]!["metadata"]!["name"]);

        _test.Cluster.CompactHistory();
        var error = await FirstEventAsync(path);
        Assert.Equal("ERROR", (string?)error["type"]);
        Assert.Equal(410, (int)error["object"]!["code"]!);
    }

    [Fact]
    public async Task Old_versions_are_refused_on_update()
    {
        var (_, created) = await _test.SendAsync(HttpMethod.Post, ConfigMaps, ConfigMap("x", "1"));
        await _test.SendAsync(HttpMethod.Patch, ConfigMaps + "/x", """{"data":{"a":"2"}}""", "application/merge-patch+json");

        var (status, refused) = await _test.SendAsync(HttpMethod.Put, ConfigMaps + "/x", created.ToJsonString());

        Assert.Equal(409, status);
        Assert.Contains("the object has been modified", (string?)refused["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restricted_namespaces_refuse_pods_and_warn_of_deployments()
    {
        await _test.SendAsync(
            HttpMethod.Post, "/api/v1/namespaces",
            """{"metadata":{"name":"r","labels":{"pod-security.kubernetes.io/enforce":"restricted","pod-security.kubernetes.io/warn":"restricted"}}}""");

        var (status, refused) = await _test.SendAsync(HttpMethod.Post, "/api/v1/namespaces/r/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        Assert.Equal(403, status);
        Assert.Equal(
            "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"c\" must set "
            + "securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), "
            + "runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set "
            + "securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")",
            (string?)refused["message"]);

        using var body = new StringContent(DeploymentBody, Encoding.UTF8, "application/json");
        using var response = await _test.Client.PostAsync(
            new Uri("/apis/apps/v1/namespaces/r/deployments", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Contains("would violate PodSecurity", Assert.Single(response.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles")]
    [InlineData("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings")]
    [InlineData("GET", "/apis/metrics.k8s.io/v1beta1/namespaces/default/pods")]
    [InlineData("GET", "/apis/batch/v1/namespaces/default/jobs")]
    [InlineData("POST", "/apis/batch/v1/namespaces/default/cronjobs")]
    [InlineData("GET", "/apis/apps/v1/namespaces/default/statefulsets")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/default/daemonsets/d")]
    [InlineData("GET", "/apis/networking.k8s.io/v1/namespaces/default/ingresses")]
    [InlineData("GET", "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers")]
    [InlineData("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions")]
    [InlineData("GET", "/api/v1/namespaces/default/pods/p/attach")]
    [InlineData("PATCH", "/api/v1/namespaces/default/pods/p/resize")]
    [InlineData("PATCH", "/api/v1/namespaces/default/pods/p/ephemeralcontainers")]
    [InlineData("POST", "/api/v1/namespaces/default/serviceaccounts/default/token")]
    public async Task What_is_not_simulated_says_so(string method, string path)
    {
        var (status, answer) = await _test.SendAsync(new HttpMethod(method), path, method == "GET" ? null : "{}");
        Assert.Equal(501, status);
        Assert.Equal(("Status", "NotImplemented"), ((string?)answer["kind"], (string?)answer["reason"]));
        Assert.Contains("not simulated", (string?)answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_over_SPDY_is_not_simulated_and_says_so()
    {
        await _test.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}""");
        await _test.SendAsync(HttpMethod.Patch, "/api/v1/namespaces/default/pods/p/status", """{"status":{"phase":"Running"}}""", "application/merge-patch+json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/namespaces/default/pods/p/exec?command=true&stdout=true");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("SPDY", "3.1"));
        request.Headers.Add("X-Stream-Protocol-Version", "v4.channel.k8s.io");
        using var response = await _test.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
    }

    [Fact]
    public async Task A_group_that_no_server_has_is_not_found() =>
        Assert.Equal(404, (await _test.SendAsync(HttpMethod.Get, "/apis/example.com/v1/things")).Status);

    [Fact]
    public async Task Impersonation_is_not_answered_as_somebody_else()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ConfigMaps);
        request.Headers.Add("Impersonate-User", "nobody");
        using var response = await _test.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Port_forward_over_channels_carries_bytes_after_naming_the_port()
    {
        _test.RunPod("p");
        await using var echo = new EchoServer();
        _test.Runtime.Port = echo.Port;
        using var socket = await ForwardAsync();

        var (channel, port) = await ReceiveAsync(socket);
        Assert.Equal(0, channel);
        Assert.Equal(80, BinaryPrimitives.ReadUInt16LittleEndian(port));
        Assert.Equal(1, (await ReceiveAsync(socket)).Channel);
        await socket.SendAsync(new byte[] { 0, 104, 105 }, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        var (data, text) = await ReceiveAsync(socket);
        Assert.Equal(0, data);
        Assert.Equal("hi", Encoding.ASCII.GetString(text));
    }

    [Fact]
    public async Task Port_forward_over_channels_says_that_nothing_listens()
    {
        _test.RunPod("p");
        using var socket = await ForwardAsync();
        await ReceiveAsync(socket);
        await ReceiveAsync(socket);

        var (channel, text) = await ReceiveAsync(socket);

        Assert.Equal(1, channel);
        Assert.Contains("connect: connection refused", Encoding.UTF8.GetString(text), StringComparison.Ordinal);
    }

    private static string ConfigMap(string name, string value) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"a":"{{{value}}}"}}""";

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path) =>
        client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private static async Task<(byte Channel, byte[] Data)> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1024];
        var result = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return (buffer[0], buffer[1..result.Count]);
    }

    private async Task<ClientWebSocket> ForwardAsync()
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("v4.channel.k8s.io");
        socket.Options.SetRequestHeader("Authorization", "Bearer " + TestCluster.Token);
        socket.Options.RemoteCertificateValidationCallback = (_, server, _, _) => _test.IsTrusted(server);
        var address = new UriBuilder(new Uri(_test.Cluster.Endpoint, "/api/v1/namespaces/default/pods/p/portforward?ports=80")) { Scheme = "wss" }.Uri;
        await socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        return socket;
    }

    private async Task<JsonNode> FirstEventAsync(string path)
    {
        using var response = await _test.Client.GetAsync(
            new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        return JsonNode.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!)!;
    }
}
