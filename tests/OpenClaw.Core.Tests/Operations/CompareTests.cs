using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Compare;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Operations;

/// <summary>Fields we manage changed by hand, one at a time, in a namespace of its own for each object; all of each object's but the Deployments'.</summary>
public sealed class CompareTests(InstallCluster fixture) : IClassFixture<InstallCluster>, IAsyncLifetime
{
    private const string Editor = "kubectl-edit";
    private const string Mine = "somebody";

    // What the server lets nobody change on an object that is there, so that nobody can make it drift.
    private static readonly string[] Fixed =
    [
        "spec.selector.matchLabels.app", "spec.template.metadata.labels.app", "spec.accessModes", "spec.ports[http]", "spec.ports[gateway]",
        "spec.template.spec.containers[openclaw]", "spec.template.spec.containers[llmproxy]",
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
            .Where(static o => o.Rank < DesiredState.DeploymentRank).Select(static o => $"{o.Name.Kind.Kind} {o.Name.Name}")];

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
        foreach (var change in ManualChange.Of(manifest).Where(c => !SaysWhose(name, c)))
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
        // A variable cannot have a value and a reference: the server refuses the apply that would put the reference back.
        Assert.Contains(found, static d => d.Object.StartsWith("Deployment", StringComparison.Ordinal) && d.Remedy!.Contains("delete Deployment", StringComparison.Ordinal));
        var shown = string.Join("\n", found.Select(static d => $"{d.Declared} {d.Actual} {d.Remedy}"));
        Assert.DoesNotContain("canary", shown, StringComparison.Ordinal);
        Assert.All(secret.Values, v => Assert.DoesNotContain(v[..12], shown, StringComparison.Ordinal));
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
        return copy;
    }

    private IReadOnlyList<DesiredObject> Declared() => DesiredState.Build(_options, _config, null);

    private Task InstallAsync(IKubernetesClient client, InstallOptions? options = null) => new Installer(
        new(client, fixture.Cluster, options ?? _options, _config, OperationContext.Silent, TimeProvider.System), new()).RunAsync(Cancellation);

    private Task<IReadOnlyList<OpenClawDifference>> CompareAsync(IKubernetesClient client) =>
        new Comparison(client, fixture.Cluster, new("openclaw", _options.Namespace), OperationContext.Silent).RunAsync(Cancellation);
}
