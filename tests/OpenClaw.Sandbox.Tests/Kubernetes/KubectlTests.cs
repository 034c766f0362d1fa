using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Tests.Kubernetes;

public sealed class KubectlTests
{
    private const string Manifest = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, labels: {app: demo}}
        data: {a: "1", b: "2"}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        stringData: {token: abc}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          selector: {app: demo}
          ports: [{name: http, port: 80, targetPort: http}]
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: data}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 4Gi}}}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: closed}
        spec: {podSelector: {matchLabels: {app: demo}}, policyTypes: [Ingress], ingress: []}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: demo}}
        spec:
          replicas: 1
          strategy: {type: Recreate}
          selector: {matchLabels: {app: demo}}
          template:
            metadata: {labels: {app: demo}}
            spec:
              automountServiceAccountToken: false
              containers:
              - name: web
                image: nginx
                env: [{name: A, value: "1"}, {name: TOKEN, valueFrom: {secretKeyRef: {name: keys, key: token}}}]
                ports: [{name: http, containerPort: 80}]
                readinessProbe: {httpGet: {path: /, port: http}}
                resources: {requests: {cpu: 500m, memory: 1Gi}}
                volumeMounts: [{name: data, mountPath: /data}, {name: config, mountPath: /etc/config, readOnly: true}]
              volumes:
              - {name: data, persistentVolumeClaim: {claimName: data}}
              - {name: config, configMap: {name: settings}}
        """;

    [KubectlFact]
    public async Task Get_shows_the_tables_people_know()
    {
        await using var test = await TestCluster.StartAsync();
        test.RunPod("p");

        var pods = await test.KubectlAsync("get pods");
        Assert.Equal(["NAME", "READY", "STATUS", "RESTARTS", "AGE"], Words(pods.Output.Split('\n')[0]));
        Assert.Equal(["p", "1/1", "Running", "2"], Words(pods.Output.Split('\n')[1])[..4]);
        var all = await test.KubectlAsync("get all,cm,secret,ns,pvc,events,netpol,deploy -A");
        Assert.Equal(0, all.ExitCode);
        Assert.Contains("service/kubernetes", all.Output, StringComparison.Ordinal);
        var yaml = await test.KubectlAsync("get pod p -o yaml");
        Assert.Contains("restartPolicy: Always", yaml.Output, StringComparison.Ordinal);
        var missing = await test.KubectlAsync("get pod none");
        Assert.Contains("Error from server (NotFound): pods \"none\" not found", missing.Error, StringComparison.Ordinal);
        var labels = await test.KubectlAsync("get pods -l app=other");
        Assert.Contains("No resources found in default namespace.", labels.Error, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Apply_twice_changes_nothing_the_second_time_and_diff_is_empty()
    {
        await using var test = await TestCluster.StartAsync();

        var first = await test.KubectlAsync("apply -f -", Manifest);
        Assert.True(first.ExitCode == 0, first.Text);
        Assert.Contains("deployment.apps/web created", first.Output, StringComparison.Ordinal);
        var version = Version(test);
        var second = await test.KubectlAsync("apply -f -", Manifest);
        Assert.True(second.ExitCode == 0, second.Text);
        Assert.Contains("deployment.apps/web unchanged", second.Output, StringComparison.Ordinal);
        Assert.Contains("service/web unchanged", second.Output, StringComparison.Ordinal);
        Assert.Equal(version, Version(test));

        var diff = await test.KubectlAsync("diff -f -", Manifest);
        Assert.True(diff.ExitCode == 0, diff.Text);
        var changed = await test.KubectlAsync("diff -f -", Manifest.Replace("image: nginx", "image: nginx:2", StringComparison.Ordinal));
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("image: nginx:2", changed.Output, StringComparison.Ordinal);
        var fewer = await test.KubectlAsync("apply -f -", Manifest.Replace("{name: A, value: \"1\"}, ", "", StringComparison.Ordinal));
        Assert.Contains("deployment.apps/web configured", fewer.Output, StringComparison.Ordinal);
        Assert.Single(test.Cluster.Store.Get("apps/v1", "Deployment", "default", "web")!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray());
    }

    [KubectlFact]
    public async Task Server_side_apply_twice_changes_nothing_the_second_time_and_diff_is_empty()
    {
        await using var test = await TestCluster.StartAsync();

        var first = await test.KubectlAsync("apply --server-side -f -", Manifest);
        Assert.True(first.ExitCode == 0, first.Text);
        Assert.Contains("deployment.apps/web serverside-applied", first.Output, StringComparison.Ordinal);
        var version = Version(test);
        var second = await test.KubectlAsync("apply --server-side -f -", Manifest);
        Assert.True(second.ExitCode == 0, second.Text);
        Assert.Equal(version, Version(test));
        var diff = await test.KubectlAsync("diff --server-side -f -", Manifest);
        Assert.True(diff.ExitCode == 0, diff.Text);

        var other = await test.KubectlAsync(
            "apply --server-side --field-manager other -f -", Manifest.Replace("image: nginx", "image: nginx:2", StringComparison.Ordinal));
        Assert.NotEqual(0, other.ExitCode);
        Assert.Contains("conflict with \"kubectl\": .spec.template.spec.containers[name=\"web\"].image", other.Error, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Unknown_fields_and_faults_are_refused_in_kubectls_words()
    {
        await using var test = await TestCluster.StartAsync();

        var unknown = await test.KubectlAsync("apply -f -", Manifest.Replace("replicas: 1", "replica: 1", StringComparison.Ordinal));
        Assert.NotEqual(0, unknown.ExitCode);
        Assert.Contains("strict decoding error: unknown field \"spec.replica\"", unknown.Error, StringComparison.Ordinal);
        var invalid = await test.KubectlAsync("create -f -", Manifest.Replace("selector: {matchLabels: {app: demo}}", "selector: {matchLabels: {app: x}}", StringComparison.Ordinal));
        Assert.Contains("`selector` does not match template `labels`", invalid.Error, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Describe_shows_a_pod_a_deployment_and_their_events()
    {
        await using var test = await TestCluster.StartAsync();
        var pod = test.RunPod("p");
        test.Cluster.Store.Create(
            System.Text.Json.Nodes.JsonNode.Parse($$$"""
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"p.1","namespace":"default"},"type":"Normal","reason":"Started","message":"Started container main",
                 "involvedObject":{"kind":"Pod","namespace":"default","name":"p","uid":"{{{(string)pod["metadata"]!["uid"]!}}}"},
                 "firstTimestamp":"2026-01-01T00:00:00Z","lastTimestamp":"2026-01-01T00:00:00Z","count":1,"source":{"component":"kubelet"}}
                """)!.AsObject(), "kubelet");
        await test.KubectlAsync("apply -f -", Manifest);

        var described = await test.KubectlAsync("describe pod p");
        Assert.True(described.ExitCode == 0, described.Text);
        Assert.Contains("Started container main", described.Output, StringComparison.Ordinal);
        foreach (var what in new[] { "deployment web", "service web", "pvc data", "cm settings", "secret keys", "netpol closed", "ns default" })
        {
            var result = await test.KubectlAsync("describe " + what);
            Assert.True(result.ExitCode == 0, result.Text);
        }
    }

    [KubectlFact]
    public async Task Logs_are_shown_from_their_end_and_followed()
    {
        await using var test = await TestCluster.StartAsync();
        test.RunPod("p");
        foreach (var text in new[] { "one", "two", "three" }) test.Runtime.Log.Add(new LogLine(DateTimeOffset.UtcNow, text));

        Assert.Equal("one\ntwo\nthree\n", (await test.KubectlAsync("logs p")).Output);
        Assert.Equal("two\nthree\n", (await test.KubectlAsync("logs p --tail 2")).Output);
        Assert.Contains("previous terminated container", (await test.KubectlAsync("logs p --previous")).Error, StringComparison.Ordinal);
        using var follow = Kubectl.Start(test.KubeConfig, "logs -f p --tail 1");
        Assert.Equal("three", await follow.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        test.Runtime.Following.Writer.TryWrite(new LogLine(DateTimeOffset.UtcNow, "four"));
        Assert.Equal("four", await follow.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        test.Runtime.Following.Writer.Complete();
        await follow.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, follow.ExitCode);
    }

    [KubectlFact]
    public async Task Exec_carries_input_output_errors_and_the_exit_code()
    {
        await using var test = await TestCluster.StartAsync();
        test.RunPod("p");

        Assert.Equal("a b\n", (await test.KubectlAsync("exec p -- echo a b")).Output);
        Assert.Equal("typed", (await test.KubectlAsync("exec -i p -- cat", "typed")).Output);
        var complaint = await test.KubectlAsync("exec p -- complain no");
        Assert.StartsWith("no\n", complaint.Error, StringComparison.Ordinal);
        Assert.Equal(7, (await test.KubectlAsync("exec p -- exit 7")).ExitCode);
    }

    [KubectlFact]
    public async Task Port_forward_carries_many_connections_and_says_when_nothing_listens()
    {
        await using var test = await TestCluster.StartAsync();
        test.RunPod("p");
        await using var echo = new EchoServer();
        test.Runtime.Port = echo.Port;
        using var forward = Kubectl.Start(test.KubeConfig, "port-forward pod/p :80");
        try
        {
            var line = await forward.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            var port = int.Parse(line!.Split(" -> ")[0].Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);

            await Task.WhenAll(Enumerable.Range(0, 5).Select(i => EchoAsync(port, i)));

            test.Runtime.Port = 0;
            using var refused = new TcpClient();
            await refused.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            var error = "";
            while (!error.Contains("connection refused", StringComparison.Ordinal))
                error += await forward.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException(error);
        }
        finally
        {
            forward.Kill();
        }
    }

    [KubectlFact]
    public async Task Watch_wait_and_rollout_status_see_changes()
    {
        await using var test = await TestCluster.StartAsync();
        await test.KubectlAsync("apply -f -", Manifest);
        using var watch = Kubectl.Start(test.KubeConfig, "get cm settings -w -o name");
        Assert.Equal("configmap/settings", await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await test.KubectlAsync("label cm settings x=y");
        Assert.Equal("configmap/settings", await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        watch.Kill();

        using var rollout = Kubectl.Start(test.KubeConfig, "rollout status deployment/web --timeout 60s");
        Assert.StartsWith("Waiting for deployment", await rollout.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var wait = Kubectl.Start(test.KubeConfig, "wait --for=condition=Available deployment/web --timeout 60s");
        test.Cluster.Store.Update("apps/v1", "Deployment", "default", "web", d =>
        {
            d["status"] = System.Text.Json.Nodes.JsonNode.Parse("""
                {"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,
                 "conditions":[{"type":"Available","status":"True","reason":"MinimumReplicasAvailable"}]}
                """);
            return true;
        }, "deployment-controller", "status");
        await rollout.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, rollout.ExitCode);
        await wait.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, wait.ExitCode);
    }

    [KubectlFact]
    public async Task Scale_label_patch_and_delete_do_what_they_say()
    {
        await using var test = await TestCluster.StartAsync();
        await test.KubectlAsync("apply -f -", Manifest);

        Assert.Contains("scaled", (await test.KubectlAsync("scale deployment web --replicas 3")).Output, StringComparison.Ordinal);
        Assert.Equal(3, (int)test.Cluster.Store.Get("apps/v1", "Deployment", "default", "web")!["spec"]!["replicas"]!);
        var patched = await test.KubectlAsync("set image deployment/web web=nginx:3");
        Assert.Contains("image updated", patched.Output, StringComparison.Ordinal);
        Assert.Contains("deleted", (await test.KubectlAsync("delete deployment web --timeout 20s")).Output, StringComparison.Ordinal);
        Assert.Null(test.Cluster.Store.Get("apps/v1", "Deployment", "default", "web"));
        await test.KubectlAsync("create -f -", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"x"}}""");
        Assert.Contains("deleted", (await test.KubectlAsync("delete ns x --timeout 20s")).Output, StringComparison.Ordinal);
    }

    [KubectlFact]
    public async Task Create_commands_send_protobuf_and_are_understood()
    {
        await using var test = await TestCluster.StartAsync();

        Assert.Contains("namespace/x created", (await test.KubectlAsync("create namespace x")).Text, StringComparison.Ordinal);
        Assert.Contains("secret/s created", (await test.KubectlAsync("create secret generic s --from-literal a=b")).Text, StringComparison.Ordinal);
        Assert.Contains("deployment.apps/d created", (await test.KubectlAsync("create deployment d --image i:1 --port 80 --replicas 2")).Text, StringComparison.Ordinal);
        Assert.Contains("service/d created", (await test.KubectlAsync("create service clusterip d --tcp 80:8080")).Text, StringComparison.Ordinal);

        Assert.Equal("Yg==", (string?)test.Cluster.Store.Get("v1", "Secret", "default", "s")!["data"]!["a"]);
        var deployment = test.Cluster.Store.Get("apps/v1", "Deployment", "default", "d")!;
        Assert.Equal(2, (int)deployment["spec"]!["replicas"]!);
        Assert.Equal(80, (int)deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["ports"]![0]!["containerPort"]!);
        Assert.Equal(8080, (int)test.Cluster.Store.Get("v1", "Service", "default", "d")!["spec"]!["ports"]![0]!["targetPort"]!);
    }

    private static async Task EchoAsync(int port, int number)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var sent = Encoding.ASCII.GetBytes(new string((char)('a' + number), 100_000));
        var write = stream.WriteAsync(sent, TestContext.Current.CancellationToken).AsTask();
        var received = new byte[sent.Length];
        await stream.ReadExactlyAsync(received, TestContext.Current.CancellationToken);
        await write;
        Assert.Equal(sent, received);
    }

    private static string Version(TestCluster test) => string.Join(',', new[] { ("v1", "ConfigMap", "settings"), ("v1", "Secret", "keys"), ("v1", "Service", "web"), ("v1", "PersistentVolumeClaim", "data"), ("networking.k8s.io/v1", "NetworkPolicy", "closed"), ("apps/v1", "Deployment", "web") }
        .Select(o => (string?)test.Cluster.Store.Get(o.Item1, o.Item2, "default", o.Item3)?["metadata"]!["resourceVersion"]));

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
