using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Operations;

/// <summary>Removal against a real API server where there is one, in a namespace of its own for each test.</summary>
public sealed class UninstallTests(InstallCluster fixture) : IClassFixture<InstallCluster>, IAsyncLifetime
{
    private static readonly ResourceKind[] Kinds =
    [
        ResourceKind.Deployment, ResourceKind.Service, ResourceKind.ConfigMap, ResourceKind.NetworkPolicy, ResourceKind.ControllerRevision,
        ResourceKind.PersistentVolumeClaim, ResourceKind.Secret, ResourceKind.Lease, ResourceKind.Pod,
    ];

    private readonly InstallOptions _options = new()
    {
        Namespace = $"openclaw-test-{Guid.NewGuid():N}"[..30],
        ModelName = "gpt-5.2",
        NoWait = true,
    };

    private readonly OpenClawModelConfig _config = Samples.Config("https://one.openai.azure.com/");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        using var client = fixture.Connect();
        await client.DeleteAsync(new(ResourceKind.Namespace, null, _options.Namespace), CancellationToken.None);
    }

    [Fact]
    public async Task Programs_go_volume_and_secrets_stay_and_are_taken_up_again()
    {
        using var client = new RecordingClient(fixture.Connect());
        await InstallAsync(client);
        var secret = await SecretAsync(client);
        Assert.True(await UninstallAsync(client));
        Assert.Equal(["PersistentVolumeClaim openclaw-data", "Secret openclaw-secrets"], await LeftAsync(client));

        var writes = client.Writes.Count();
        Assert.False(await UninstallAsync(client));
        Assert.Equal(writes, client.Writes.Count());

        await InstallAsync(client);
        Assert.Equal(secret, await SecretAsync(client));
    }

    [Fact]
    public async Task With_its_data_nothing_of_it_stays_and_nothing_of_others_goes()
    {
        using var client = new RecordingClient(fixture.Connect());
        await InstallAsync(client);
        await InstallAsync(client, "second");
        var others = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            // Named like ours, but without our mark.
            ["metadata"] = new JsonObject { ["name"] = "openclaw-mine", ["namespace"] = _options.Namespace },
        };
        await client.CreateAsync(others, "test", Cancellation);
        var before = (await LeftAsync(client)).Where(o => o.Contains(" second", StringComparison.Ordinal)).ToList();

        Assert.True(await UninstallAsync(client, removeData: true));
        Assert.Equal(before.Append("ConfigMap openclaw-mine").Order(StringComparer.Ordinal), await LeftAsync(client));
        Assert.NotNull(await client.GetAsync(new(ResourceKind.Namespace, null, _options.Namespace), Cancellation));
    }

    [Fact]
    public async Task Several_in_a_namespace_go_one_by_one_and_none_touches_another_even_when_its_name_begins_alike()
    {
        using var client = new RecordingClient(fixture.Connect());
        string[] instances = ["openclaw", "openclaw-second", "second"];
        foreach (var instance in instances)
            await InstallAsync(client, instance);
        var left = new HashSet<string>(instances);
        foreach (var instance in instances)
        {
            left.Remove(instance);
            var before = await UidsAsync(client, left);
            Assert.Equal(left.Count, before.Select(static o => o.Instance).Distinct().Count());
            Assert.True(await UninstallAsync(client, removeData: true, instance: instance));
            Assert.Equal(before, await UidsAsync(client, left));
            Assert.Empty(await UidsAsync(client, [instance]));
        }
    }

    [Fact]
    public async Task Killed_before_or_after_any_write_the_next_run_ends_it()
    {
        using var counting = new RecordingClient(fixture.Connect());
        await InstallAsync(counting);
        var first = counting.Writes.Count();
        await UninstallAsync(counting, removeData: true);
        for (var write = 1; write <= counting.Writes.Count() - first; write++)
        {
            foreach (var afterwards in (bool[])[false, true])
            {
                using var plain = new RecordingClient(fixture.Connect());
                await InstallAsync(plain);
                using var dying = new RecordingClient(fixture.Connect(), write, afterwards);
                // A process number that cannot be: the holder is known to be gone.
                var holder = new LeaseHolder { Identity = new LeaseHolder().Identity.Replace($"/{Environment.ProcessId} ", "/2147483646 ", StringComparison.Ordinal) };
                await Assert.ThrowsAsync<KilledException>(() => UninstallAsync(dying, removeData: true, holder: holder));
                await UninstallAsync(plain, removeData: true);
                Assert.Empty(await LeftAsync(plain));
            }
        }
    }

    [Fact]
    public async Task No_to_the_question_and_WhatIf_change_nothing()
    {
        using var client = new RecordingClient(fixture.Connect());
        await InstallAsync(client);
        var writes = client.Writes.Count();
        var asked = new List<string>();
        var operation = new OperationContext
        {
            WhatIf = true,
            ShouldChange = (target, action, _) =>
            {
                asked.Add($"{action}: {target}");
                return Task.FromResult(false);
            },
        };
        Assert.False(await UninstallAsync(client, operation: operation));
        Assert.Equal(writes, client.Writes.Count());
        var question = Assert.Single(asked);
        Assert.Contains("Deployment openclaw-llmproxy", question, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", question, StringComparison.Ordinal);
    }

    private async Task InstallAsync(IKubernetesClient client, string name = "openclaw")
    {
        await new Installer(
            new(client, fixture.Cluster, _options with { Name = name }, _config, OperationContext.Silent, TimeProvider.System), new()).RunAsync(Cancellation);
        // An installation has its pods: controllers that have not caught up with it would make them when it is to be gone.
        var pods = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var change in client.WatchAsync(
            ResourceKind.Pod, _options.Namespace, InstanceLabels.SelectorOf(name), null, Cancellation))
        {
            if (change.Object.Child("metadata").Text("name") is { } pod)
                pods.Add(pod);
            if (pods.Count == 2)
                return;
        }
    }

    private async Task<bool> UninstallAsync(
        IKubernetesClient client, bool removeData = false, LeaseHolder? holder = null, OperationContext? operation = null, string instance = "openclaw")
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var kubelet = EndPodsAsync(stop.Token);
        try
        {
            return await new Uninstaller(
                new(client, fixture.Cluster, new(instance, _options.Namespace), operation ?? OperationContext.Silent, TimeProvider.System),
                new() { RemoveData = removeData, Timeout = TimeSpan.FromMinutes(1) }, holder ?? new()).RunAsync(Cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await kubelet.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // There is no node: whoever is asked to end has to be taken at their word.
    private async Task EndPodsAsync(CancellationToken cancellationToken)
    {
        using var client = fixture.Connect();
        await foreach (var change in client.WatchAsync(ResourceKind.Pod, _options.Namespace, null, null, cancellationToken))
        {
            if (change.Type != WatchEventType.Deleted && change.Object.Child("metadata") is { } pod && pod.Text("deletionTimestamp") is not null)
                await client.DeleteAsync(
                    new(ResourceKind.Pod, _options.Namespace, pod.Text("name")!), new() { GracePeriod = TimeSpan.Zero }, cancellationToken);
        }
    }

    private async Task<Dictionary<string, string>> SecretAsync(IKubernetesClient client) =>
        InstanceSecrets.Decode(await client.GetAsync(new(ResourceKind.Secret, _options.Namespace, "openclaw-secrets"), Cancellation));

    // Pods change by themselves; everything else of these instances must be the same object as before.
    private async Task<List<(string Instance, string Uid)>> UidsAsync(IKubernetesClient client, IReadOnlyCollection<string> instances)
    {
        var lists = await Task.WhenAll(Kinds.Where(static k => k != ResourceKind.Pod).Select(kind => client.ListAsync(kind, _options.Namespace, null, null, Cancellation)));
        return
        [
            .. lists.SelectMany(static l => l)
                .Where(o => InstanceLabels.InstanceOf(o) is { } instance && instances.Contains(instance))
                .Select(static o => (InstanceLabels.InstanceOf(o)!, o.Child("metadata").Text("uid")!)).Order(),
        ];
    }

    // What a namespace has of its own accord is not counted.
    private async Task<List<string>> LeftAsync(IKubernetesClient client)
    {
        var lists = await Task.WhenAll(Kinds.Select(async kind =>
            (await client.ListAsync(kind, _options.Namespace, null, null, Cancellation))
            .Where(static o => o.Text("type") != "kubernetes.io/service-account-token")
            .Select(o => o.Child("metadata").Text("name")!)
            .Where(static name => name != "kube-root-ca.crt")
            .Select(name => $"{kind.Kind} {name}")));
        return [.. lists.SelectMany(static l => l).Order(StringComparer.Ordinal)];
    }
}
