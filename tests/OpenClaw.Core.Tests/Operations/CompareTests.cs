using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Compare;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Operations;

/// <summary>Fields we manage changed by hand, one at a time, in a namespace of its own for each object; of a Deployment one of each kind.</summary>
public sealed class CompareTests(InstallCluster fixture) : IClassFixture<InstallCluster>, IAsyncLifetime
{
    private const string Editor = "kubectl-edit";
    private const string Mine = "somebody";

    // What the server lets nobody change on an object that is there, so that nobody can make it drift.
    private static readonly string[] Fixed =
    [
        "spec.selector.matchLabels.app", "spec.template.metadata.labels.app", "spec.accessModes", "spec.ports[http]", "spec.ports[gateway]",
        "spec.template.spec.containers[openclaw]", "spec.template.spec.containers[llmproxy]",
        "spec.template.spec.volumes[data]", "spec.template.spec.volumes[scratch]",
    ];

    private readonly InstallOptions _options = new()
    {
        Namespace = $"openclaw-test-{Guid.NewGuid():N}"[..30],
        ModelName = "gpt-5.2",
        NoWait = true,
        ForceConflicts = true,
    };

    private readonly OpenClawModelConfig _config = Samples.Config("https://one.openai.azure.com/");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Objects =>
        [.. DesiredState.Build(new() { ModelName = "gpt-5.2" }, Samples.Config("https://one.openai.azure.com/"), null)
            .Select(static o => $"{o.Name.Kind.Kind} {o.Name.Name}")];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        using var client = fixture.Connect();
        await client.DeleteAsync(new(ResourceKind.Namespace, null, _options.Namespace), CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task Each_field_that_is_changed_by_hand_is_found_and_repaired_and_nothing_else_is_touched(string which)
    {
        using var client = fixture.Connect();
        await InstallAsync(client);
        await AddOwnAsync(client);
        Assert.DoesNotContain(await CompareAsync(client), static d => d.IsDrift);
        var name = Declared().Select(static o => o.Name).Single(n => $"{n.Kind.Kind} {n.Name}" == which.Replace(" openclaw-ns", $" {_options.Namespace}", StringComparison.Ordinal));
        var manifest = Declared().Single(o => o.Name == name).Manifest;
        var before = await SnapshotAsync(client);
        var unchangeable = new List<string>();
        var changes = ManualChange.Of(manifest).Where(c => !SaysWhose(name, c)).ToList();
        foreach (var change in name.Kind == ResourceKind.Deployment ? OneOfEachKind(changes) : changes)
        {
            if (!await TryChangeAsync(client, name, change))
            {
                unchangeable.Add(change.Path);
                continue;
            }
            var found = (await CompareAsync(client)).Where(static d => d.IsDrift).ToList();
            Assert.True(found.Count > 0, $"{change.Path} was not found.");
            Assert.All(found, d => Assert.Equal(name.ToString(), d.Object));
            Assert.True(
                found.Exists(d => FieldOwners.IsWithin(d.Field!, change.Path) || FieldOwners.IsWithin(change.Path, d.Field!)),
                $"{change.Path}: {string.Join(", ", found)}");
            await InstallAsync(client);
            var after = await SnapshotAsync(client);
            Assert.All(before, b => Assert.True(JsonNode.DeepEquals(b.Value, after[b.Key]), $"{change.Path}: {b.Key} is\n{after[b.Key]?.ToJsonString()}\nafter\n{b.Value?.ToJsonString()}"));
        }
        Assert.Empty(unchangeable.Except(Fixed));
        TestContext.Current.SendDiagnosticMessage($"{which}: {ManualChange.Of(manifest).Count()} changes, {unchangeable.Count} refused by the server");
    }

    [Fact]
    public async Task What_is_somebody_elses_is_told_apart_and_an_edited_field_names_its_owner()
    {
        using var client = fixture.Connect();
        await InstallAsync(client);
        Assert.Empty(await CompareAsync(client));
        await AddOwnAsync(client);
        var own = await CompareAsync(client);
        Assert.All(own, d => Assert.Equal((OpenClawDifferenceKind.UserOwned, Mine, false), (d.Kind, d.Owner, d.IsDrift)));
        Assert.Contains(own, d => d.Field == "metadata.annotations[example.com/mine]" && d.Actual == "mine" && d.Declared is null);
        Assert.Contains(own, d => d.Field == "spec.template.spec.containers[openclaw].env[MINE].value" && d.Actual == "***");

        await EditAsync(client, new(ResourceKind.Deployment, _options.Namespace, "openclaw"), static o => o["spec"]!["replicas"] = 0);
        var drift = Assert.Single(await CompareAsync(client), static d => d.IsDrift);
        Assert.Equal(("spec.replicas", "1", "0", Editor, OpenClawDifferenceKind.Drift), (drift.Field, drift.Declared, drift.Actual, drift.Owner, drift.Kind));
        Assert.Contains("-ForceConflicts", drift.Remedy, StringComparison.Ordinal);
        var e = await Assert.ThrowsAsync<OpenClawException>(() => InstallAsync(client, _options with { ForceConflicts = false }));
        Assert.Equal(("InstallConflict", ErrorKind.Conflict), (e.ErrorId, e.Kind));
        await InstallAsync(client);
        Assert.Equal(own, await CompareAsync(client));
    }

    [Fact]
    public async Task What_is_gone_or_too_much_is_found_and_repaired_without_force()
    {
        using var client = fixture.Connect();
        await InstallAsync(client);
        await client.DeleteAsync(new(ResourceKind.NetworkPolicy, _options.Namespace, "openclaw"), Cancellation);
        await client.CreateAsync(
            new()
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = DesiredState.Metadata(new("openclaw", _options.Namespace), "openclaw-old", InstanceLabels.Of(new("openclaw", _options.Namespace))),
            },
            "test", Cancellation);
        Assert.Equal(
            [$"Extra: ConfigMap {_options.Namespace}/openclaw-old: ", $"Missing: NetworkPolicy {_options.Namespace}/openclaw: "],
            (await CompareAsync(client)).Select(static d => d.ToString()).Order());
        await InstallAsync(client, _options with { ForceConflicts = false });
        Assert.Empty(await CompareAsync(client));

        await client.DeleteAsync(new(ResourceKind.Secret, _options.Namespace, "openclaw-secrets"), Cancellation);
        Assert.Equal([$"Missing: Secret {_options.Namespace}/openclaw-secrets: "], (await CompareAsync(client)).Select(static d => d.ToString()));
    }

    [Fact]
    public async Task A_secret_written_into_an_object_by_hand_is_not_shown()
    {
        using var client = fixture.Connect();
        await InstallAsync(client);
        var secret = InstanceSecrets.Decode(await client.GetAsync(new(ResourceKind.Secret, _options.Namespace, "openclaw-secrets"), Cancellation));
        await EditAsync(client, new(ResourceKind.ConfigMap, _options.Namespace, "openclaw-llmproxy-config"), o =>
            o["data"]!["litellm-config.yaml"] = ((string)o["data"]!["litellm-config.yaml"]!)
                .Replace("os.environ/AZURE_OPENAI_KEY_1", "azure-canary-0123", StringComparison.Ordinal)
                .Replace("os.environ/LITELLM_MASTER_KEY", secret[InstanceSecrets.MasterKey], StringComparison.Ordinal));
        await EditAsync(client, new(ResourceKind.Deployment, _options.Namespace, "openclaw"), o =>
        {
            o["metadata"]!["annotations"] ??= new JsonObject();
            o["metadata"]!["annotations"]!["example.com/note"] = new string('x', 20) + secret[InstanceSecrets.GatewayToken];
            var env = o["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();
            var token = env.OfType<JsonObject>().Single(static v => (string?)v["name"] == "OPENCLAW_GATEWAY_TOKEN");
            token.Remove("valueFrom");
            token["value"] = "canary-token-0123";
        });
        var found = await CompareAsync(client);
        Assert.Contains(found, static d => d.Field!.EndsWith("env[OPENCLAW_GATEWAY_TOKEN].value", StringComparison.Ordinal) && d.Actual == "***");
        var preview = new List<string>();
        await InstallAsync(client, operation: new()
        {
            WhatIf = true,
            ShouldChange = (target, action, _) =>
            {
                preview.Add($"{target}: {action}");
                return Task.FromResult(false);
            },
        });
        Assert.Contains(preview, static p => p.Contains("env[OPENCLAW_GATEWAY_TOKEN].value: - ***", StringComparison.Ordinal));
        var shown = string.Join("\n", found.Select(static d => $"{d.Declared} {d.Actual} {d.Remedy}").Concat(preview));
        Assert.DoesNotContain("canary", shown, StringComparison.Ordinal);
        Assert.All(secret.Values, v => Assert.DoesNotContain(v[..12], shown, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_variables_value_in_the_place_of_its_reference_and_a_renumbered_port_are_taken_back_only_by_force_and_in_one_step()
    {
        using var client = fixture.Connect();
        await InstallAsync(client);
        var before = await SnapshotAsync(client);
        ResourceName pod = new(ResourceKind.Deployment, _options.Namespace, "openclaw"), service = new(ResourceKind.Service, _options.Namespace, "openclaw-svc");
        await EditBothAsync();
        // A server that took both would prove nothing.
        foreach (var manifest in Declared().Where(o => o.Name == pod || o.Name == service).Select(static o => o.Manifest))
            Assert.Equal(422, (await Assert.ThrowsAsync<KubernetesException>(() => client.ApplyAsync(manifest, new("openclaw", true), Cancellation))).Code);

        var found = (await CompareAsync(client)).Where(static d => d.IsDrift).ToList();
        Assert.Equal(
            [pod.ToString(), service.ToString()], found.Select(static d => d.Object).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(found, static d => (d.Field, d.Declared, d.Actual, d.Owner) == ("spec.ports[gateway].port", "80", "8080", Editor));
        Assert.All(found.Where(static d => d.Owner is not null), static d => Assert.Contains("-ForceConflicts", d.Remedy, StringComparison.Ordinal));

        var versions = (await client.GetAsync(service, Cancellation))!["metadata"]!["resourceVersion"]!.ToString();
        var e = await Assert.ThrowsAsync<OpenClawException>(() => InstallAsync(client, _options with { ForceConflicts = false }));
        Assert.Equal(("InstallConflict", ErrorKind.Conflict), (e.ErrorId, e.Kind));
        Assert.Contains($"env[name=\"OPENCLAW_GATEWAY_TOKEN\"].value: conflict with \"{Editor}\"", e.Message, StringComparison.Ordinal);
        Assert.Contains($"ports[port=8080,protocol=\"TCP\"]: conflict with \"{Editor}\"", e.Message, StringComparison.Ordinal);
        Assert.Equal(versions, (await client.GetAsync(service, Cancellation))!["metadata"]!["resourceVersion"]!.ToString());

        // Killed at each of the writes, and run again: pods are declared with the one or the other, never with neither.
        List<string> writes;
        for (var at = 1; ; at++)
        {
            using var dying = new RecordingClient(fixture.Connect(), at);
            try
            {
                await InstallAsync(dying);
                writes = [.. dying.Writes];
                break;
            }
            catch (KilledException)
            {
                var now = Plain((await client.GetAsync(pod, Cancellation))!)["spec"]!;
                Assert.True(now.ToJsonString().Contains("by hand", StringComparison.Ordinal) || JsonNode.DeepEquals(before[pod.ToString()]!["spec"], now), now.ToJsonString());
            }
            await InstallAsync(client);
            Assert.Empty(await CompareAsync(client));
            await EditBothAsync();
        }
        Assert.Equal(
            [.. new[] { service, pod }.SelectMany(static n => (string[])[$"!apply {n}", $"!replace {n}", $"!apply {n}"])],
            writes.Where(w => w.EndsWith(pod.ToString(), StringComparison.Ordinal) || w.EndsWith(service.ToString(), StringComparison.Ordinal)));
        Assert.Empty(await CompareAsync(client));
        Assert.All(await SnapshotAsync(client), a => Assert.True(JsonNode.DeepEquals(before[a.Key], a.Value), a.Value!.ToJsonString()));
        foreach (var name in (ResourceName[])[pod, service])
            Assert.DoesNotContain((await client.GetAsync(name, Cancellation))!["metadata"]!["managedFields"]!.AsArray(), static f =>
                (string?)f!["manager"] == Editor || ((string?)f["manager"], (string?)f["operation"]) == ("openclaw", "Update"));

        async Task EditBothAsync()
        {
            await EditAsync(client, pod, static o =>
            {
                var variable = o["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().OfType<JsonObject>().First(static v => v["valueFrom"] is not null);
                variable.Remove("valueFrom");
                variable["value"] = "by hand";
            });
            await EditAsync(client, service, static o => o["spec"]!["ports"]![0]!["port"] = 8080);
        }
    }

    [Theory]
    [InlineData("openclaw", "containers[openclaw].readinessProbe", "exec")]
    [InlineData("openclaw", "containers[openclaw].env[OPENCLAW_GATEWAY_TOKEN].valueFrom", "secretKeyRef")]
    [InlineData("openclaw-llmproxy", "containers[llmproxy].livenessProbe", "httpGet")]
    [InlineData("openclaw", "securityContext.seccompProfile", "localhostProfile")]
    public async Task What_stands_in_the_place_of_a_declared_choice_is_found_and_replaced_only_by_force(string deployment, string path, string what)
    {
        using var client = fixture.Connect();
        await InstallAsync(client);
        var before = await SnapshotAsync(client);
        ResourceName name = new(ResourceKind.Deployment, _options.Namespace, deployment);
        await EditAsync(client, name, o => Choose(o["spec"]!["template"]!["spec"]!, what));
        // A server that took both would prove nothing.
        var manifest = Declared().Single(o => o.Name == name).Manifest;
        Assert.Equal(422, (await Assert.ThrowsAsync<KubernetesException>(() => client.ApplyAsync(manifest, new("openclaw", true), Cancellation))).Code);

        var found = (await CompareAsync(client)).Where(static d => d.IsDrift).ToList();
        Assert.NotEmpty(found);
        Assert.All(found, d => Assert.StartsWith($"spec.template.spec.{path}", d.Field, StringComparison.Ordinal));
        Assert.Contains(found, static d => d.Owner == Editor);
        var e = await Assert.ThrowsAsync<OpenClawException>(() => InstallAsync(client, _options with { ForceConflicts = false }));
        Assert.Equal(("InstallConflict", ErrorKind.Conflict), (e.ErrorId, e.Kind));
        Assert.Contains(Editor, e.Message, StringComparison.Ordinal);

        await InstallAsync(client);
        Assert.Empty(await CompareAsync(client));
        Assert.All(await SnapshotAsync(client), a => Assert.True(JsonNode.DeepEquals(before[a.Key], a.Value), a.Value!.ToJsonString()));
        Assert.DoesNotContain(
            (await client.GetAsync(name, Cancellation))!["metadata"]!["managedFields"]!.AsArray(), static f => (string?)f!["manager"] == Editor);
    }

    // What may stand in the place of what is declared, and not beside it.
    private static void Choose(JsonNode pod, string what)
    {
        var container = pod["containers"]![0]!;
        switch (what)
        {
            case "exec":
                container["readinessProbe"]!.AsObject().Remove(what);
                container["readinessProbe"]!["tcpSocket"] = new JsonObject { ["port"] = 18789 };
                break;
            case "httpGet":
                container["livenessProbe"]!.AsObject().Remove(what);
                container["livenessProbe"]!["exec"] = new JsonObject { ["command"] = new JsonArray("true") };
                break;
            case "secretKeyRef":
                var source = container["env"]!.AsArray().Single(static v => (string?)v!["name"] == "OPENCLAW_GATEWAY_TOKEN")!["valueFrom"]!.AsObject();
                source.Remove(what);
                source["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.name" };
                break;
            default:
                pod["securityContext"]!["seccompProfile"] = new JsonObject { ["type"] = "Localhost", [what] = "profiles/own.json" };
                break;
        }
    }

    private async Task<bool> TryChangeAsync(IKubernetesClient client, ResourceName name, ManualChange change)
    {
        foreach (var make in change.Makers)
        {
            JsonObject live = [];
            try
            {
                var stored = await EditAsync(client, name, o =>
                {
                    live = o.DeepClone().AsObject();
                    make(o);
                });
                if (!JsonNode.DeepEquals(Plain(stored), Plain(live)))
                    return true;
            }
            catch (KubernetesException e) when (e.Code is 422 or 400)
            {
                // Another change of the same field may be let through.
            }
        }
        return false;
    }

    // Of all variables one reference and one value, of all mounts one path, and so on.
    private static IEnumerable<ManualChange> OneOfEachKind(IEnumerable<ManualChange> changes) =>
        changes.DistinctBy(static c => Regex.Replace(c.Path, @"\[[^\]]*\]", "[]"));

    // Labels that say whose an object is: with others it is somebody else's, and is left alone.
    private static bool SaysWhose(ResourceName name, ManualChange change) =>
        change.Path == "metadata.labels[app.kubernetes.io/instance]"
        || (name.Kind == ResourceKind.Namespace && change.Path is "metadata.labels[app.kubernetes.io/managed-by]" or "metadata.labels[app.kubernetes.io/part-of]")
        // A volume that somebody made larger is as it should be.
        || change.Path == "spec.resources.requests.storage";

    private async Task AddOwnAsync(IKubernetesClient client)
    {
        foreach (var name in Declared().Select(static o => o.Name))
            await EditAsync(client, name, o =>
            {
                var annotations = o["metadata"]!["annotations"] as JsonObject ?? [];
                annotations["example.com/mine"] = "mine";
                o["metadata"]!["annotations"] = annotations.Parent is null ? annotations : annotations.DeepClone();
                if (name.Kind == ResourceKind.Deployment)
                    (o["spec"]!["template"]!["spec"]!["containers"]![0]!["env"] as JsonArray)!.Add(new JsonObject { ["name"] = "MINE", ["value"] = "mine" });
            }, Mine);
    }

    // Controllers write to Deployments all the time.
    private static async Task<JsonObject> EditAsync(IKubernetesClient client, ResourceName name, Action<JsonObject> edit, string manager = Editor)
    {
        while (true)
        {
            var live = (await client.GetAsync(name, Cancellation))!;
            edit(live);
            try
            {
                return await client.ReplaceAsync(live, manager, Cancellation);
            }
            catch (KubernetesException e) when (e.Code == 409)
            {
            }
        }
    }

    private async Task<Dictionary<string, JsonNode?>> SnapshotAsync(IKubernetesClient client)
    {
        var objects = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var name in Declared().Select(static o => o.Name))
            objects[name.ToString()] = Plain((await client.GetAsync(name, Cancellation))!);
        return objects;
    }

    private static JsonObject Plain(JsonObject live)
    {
        var copy = live.DeepClone().AsObject();
        copy.Remove("status");
        foreach (var field in (string[])["managedFields", "resourceVersion", "generation"])
            copy["metadata"]!.AsObject().Remove(field);
        (copy["metadata"]!["annotations"] as JsonObject)?.Remove("deployment.kubernetes.io/revision");
        // A sandbox keeps what a Service's other type has brought, where a real server takes it away again.
        if ((string?)copy["kind"] == "Service")
        {
            copy["spec"]!.AsObject().Remove("externalTrafficPolicy");
            foreach (var port in copy["spec"]!["ports"]!.AsArray())
                port!.AsObject().Remove("nodePort");
        }
        return Ordered(copy)!.AsObject();
    }

    // Older servers put an entry that comes back to the end of its list. Lists of text have an order that matters.
    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(static p => KeyValuePair.Create(p.Key, Ordered(p.Value)))),
        JsonArray items when items.All(static i => i is JsonObject) =>
            new JsonArray([.. items.Select(Ordered).OrderBy(static i => i!.ToJsonString(), StringComparer.Ordinal)]),
        _ => node?.DeepClone(),
    };

    private IReadOnlyList<DesiredObject> Declared() => DesiredState.Build(_options, _config, null);

    private Task InstallAsync(IKubernetesClient client, InstallOptions? options = null, OperationContext? operation = null) => new Installer(
        new(client, fixture.Cluster, options ?? _options, _config, operation ?? OperationContext.Silent, TimeProvider.System), new()).RunAsync(Cancellation);

    private Task<IReadOnlyList<OpenClawDifference>> CompareAsync(IKubernetesClient client) =>
        new Comparison(client, fixture.Cluster, new("openclaw", _options.Namespace), OperationContext.Silent).RunAsync(Cancellation);
}
