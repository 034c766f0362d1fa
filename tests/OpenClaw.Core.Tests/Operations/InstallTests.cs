using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Operations;

/// <summary>Installation against a real API server, in a namespace of its own for each test.</summary>
public sealed class InstallTests(InstallCluster fixture) : IClassFixture<InstallCluster>, IAsyncLifetime
{
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
    public async Task The_second_run_writes_nothing_and_keeps_the_secrets()
    {
        var first = await RunAsync();
        Assert.True(first.Instance.Changed);
        var before = await SecretsAsync();
        var messages = new List<OperationMessage>();
        var second = await RunAsync(operation: new() { Write = messages.Add });
        Assert.False(second.Instance.Changed);
        Assert.Empty(second.Client.Writes);
        Assert.Equal(before, await SecretsAsync());
        Assert.Contains(messages.OfType<VerboseMessage>(), m => m.Text.Contains("nothing to change", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kubectl_sees_no_difference()
    {
        await RunAsync();
        using var client = fixture.Connect();
        var stored = await client.GetAsync(new(ResourceKind.Secret, _options.Namespace, "openclaw-secrets"), Cancellation);
        var objects = DesiredState.Build(_options, _config, InstanceSecrets.Plan(stored, _config).Versions());
        var list = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray([.. objects.Select(o => o.Manifest.DeepClone())]),
        };
        Assert.Equal(
            ("", "", 0),
            await Kubectl.RunAsync(fixture.KubeConfig, list.ToJsonString(), "diff", "--server-side", "--field-manager", "openclaw", "-f", "-"));
    }

    [Fact]
    public async Task A_change_writes_only_what_differs_and_lets_the_lock_go()
    {
        await RunAsync();
        var second = await RunAsync(_options with { ContextWindow = 100_000 });
        Assert.Equal(
            [
                $"!apply ConfigMap {_options.Namespace}/openclaw-openclaw-config",
                $"!apply Deployment {_options.Namespace}/openclaw",
                $"!create ControllerRevision {_options.Namespace}/openclaw-revision-2",
                $"!replace Lease {_options.Namespace}/openclaw-install",
                $"!replace Lease {_options.Namespace}/openclaw-install",
            ],
            second.Client.Writes.Order());
        using var client = fixture.Connect();
        var lease = await client.GetAsync(new(ResourceKind.Lease, _options.Namespace, "openclaw-install"), Cancellation);
        Assert.Null(lease.Child("spec").Text("holderIdentity"));
    }

    [Fact]
    public async Task A_changed_Azure_key_changes_the_secret_and_rolls_the_proxy_only()
    {
        await RunAsync();
        var before = await SecretsAsync();
        var second = await RunAsync(config: Samples.Config("https://one.openai.azure.com/", "https://two.openai.azure.com/"));
        Assert.Contains($"!replace Secret {_options.Namespace}/openclaw-secrets", second.Client.Writes);
        Assert.Contains($"!apply Deployment {_options.Namespace}/openclaw-llmproxy", second.Client.Writes);
        Assert.DoesNotContain($"!apply Deployment {_options.Namespace}/openclaw", second.Client.Writes);
        var after = await SecretsAsync();
        Assert.Equal(before[InstanceSecrets.GatewayToken], after[InstanceSecrets.GatewayToken]);
        Assert.Equal(before[InstanceSecrets.MasterKey], after[InstanceSecrets.MasterKey]);
        Assert.True(after.ContainsKey("AZURE_OPENAI_KEY_2"));
    }

    [Fact]
    public async Task Killed_before_or_after_any_write_the_next_run_converges_with_the_same_secrets()
    {
        using var counting = new RecordingClient(fixture.Connect());
        await new Installer(Context(counting, _options), new()).RunAsync(Cancellation);
        var cases = Enumerable.Range(1, counting.Writes.Count()).SelectMany(k => ((int Write, bool Afterwards)[])[(k, false), (k, true)]);
        await Parallel.ForEachAsync(
            cases, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation },
            async (die, _) =>
            {
                var options = _options with
                {
                    Namespace = string.Create(CultureInfo.InvariantCulture, $"{_options.Namespace}-{die.Write}{(die.Afterwards ? "a" : "b")}"),
                };
                using var dying = new RecordingClient(fixture.Connect(), die.Write, die.Afterwards);
                // A process number that cannot be: the holder is known to be gone.
                var holder = new LeaseHolder { Identity = new LeaseHolder().Identity.Replace($"/{Environment.ProcessId} ", "/2147483646 ", StringComparison.Ordinal) };
                Task run = new Installer(Context(dying, options), holder).RunAsync(Cancellation);
                await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Assert.True(run.IsFaulted && run.Exception.InnerException is KilledException, $"Write {die.Write} was not made.");
                var secrets = await SecretsAsync(ns: options.Namespace);
                await RunAsync(options);
                var after = await SecretsAsync(ns: options.Namespace);
                Assert.Equal(3, after.Count);
                Assert.All(secrets, s => Assert.Equal(s.Value, after[s.Key]));
                Assert.Empty((await RunAsync(options)).Client.Writes);
                using var client = fixture.Connect();
                await client.DeleteAsync(new(ResourceKind.Namespace, null, options.Namespace), Cancellation);
            });
    }

    [Fact]
    public async Task Another_owner_of_a_field_is_named_and_left_alone_unless_forced()
    {
        await RunAsync();
        using (var other = fixture.Connect())
            await other.ApplyAsync(
                new JsonObject
                {
                    ["apiVersion"] = "apps/v1",
                    ["kind"] = "Deployment",
                    ["metadata"] = new JsonObject { ["name"] = "openclaw", ["namespace"] = _options.Namespace },
                    ["spec"] = new JsonObject { ["replicas"] = 0 },
                },
                new("somebody", Force: true), Cancellation);
        using var client = new RecordingClient(fixture.Connect());
        var error = await Assert.ThrowsAsync<OpenClawException>(() => new Installer(Context(client, _options), new()).RunAsync(Cancellation));
        Assert.Equal(("InstallConflict", ErrorKind.Conflict), (error.ErrorId, error.Kind));
        Assert.Contains("somebody", error.Message, StringComparison.Ordinal);
        Assert.Contains(".spec.replicas", error.Message, StringComparison.Ordinal);
        Assert.Contains("-ForceConflicts", error.Message, StringComparison.Ordinal);
        Assert.Empty(client.Writes);

        await RunAsync(_options with { ForceConflicts = true });
        Assert.Empty((await RunAsync()).Client.Writes);
    }

    [Fact]
    public async Task A_busy_instance_names_who_is_at_work()
    {
        await RunAsync();
        using var client = fixture.Connect();
        await using var lease = await InstallLease.AcquireAsync(
            Context(client, _options), new() { Identity = "ada@elsewhere/42 00000000-1" }, Cancellation);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => RunAsync(_options with { MaxTokens = 1000 }));
        Assert.Equal(("InstallBusy", ErrorKind.ResourceBusy), (error.ErrorId, error.Kind));
        Assert.Contains("ada@elsewhere/42", error.Message, StringComparison.Ordinal);
        Assert.False((await RunAsync()).Instance.Changed);
    }

    [Fact]
    public async Task What_is_no_longer_wanted_goes_but_not_data_and_secrets()
    {
        await RunAsync();
        using var client = fixture.Connect();
        var stray = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = DesiredState.Metadata(new("openclaw", _options.Namespace), "old", InstanceLabels.Of(new("openclaw", _options.Namespace))),
        };
        await client.CreateAsync(stray, "test", Cancellation);
        var second = await RunAsync(_options with { Ephemeral = true });
        Assert.Equal([$"!delete ConfigMap {_options.Namespace}/old"], second.Client.Writes.Where(w => w.StartsWith("!delete", StringComparison.Ordinal)));
        Assert.NotNull(await client.GetAsync(new(ResourceKind.PersistentVolumeClaim, _options.Namespace, "openclaw-data"), Cancellation));
    }

    [Fact]
    public async Task What_if_shows_the_servers_difference_and_writes_nothing()
    {
        var asked = new List<string>();
        var operation = new OperationContext
        {
            WhatIf = true,
            ShouldChange = (target, action, _) =>
            {
                asked.Add($"{target}: {action}");
                return Task.FromResult(false);
            },
        };
        Assert.Empty((await RunAsync(operation: operation)).Client.Writes);
        Assert.Contains($"Namespace {_options.Namespace}: create", asked);
        Assert.Contains($"Deployment {_options.Namespace}/openclaw: create", asked);
        await RunAsync();
        asked.Clear();
        var changed = _options with { OpenClawImage = "ghcr.io/openclaw/openclaw:2026.10.1" };
        Assert.Empty((await RunAsync(changed, Samples.Config("https://one.openai.azure.com/", "https://two.openai.azure.com/"), operation)).Client.Writes);
        var text = string.Join('\n', asked);
        Assert.Contains(
            "spec.template.spec.containers[openclaw].image: ghcr.io/openclaw/openclaw:2026.9.6 -> ghcr.io/openclaw/openclaw:2026.10.1", text, StringComparison.Ordinal);
        Assert.Contains("data.AZURE_OPENAI_KEY_2: + ***", text, StringComparison.Ordinal);
        Assert.DoesNotContain("azure-key-", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_instances_in_a_namespace_leave_each_other_alone()
    {
        await RunAsync();
        await RunAsync(_options with { Name = "second" });
        Assert.Empty((await RunAsync()).Client.Writes);
        using var client = fixture.Connect();
        var found = await InstanceReader.ReadAsync(client, fixture.Cluster, _options.Namespace, null, Cancellation);
        Assert.Equal(["openclaw", "second"], found.Select(i => i.Name));
        Assert.All(found, i => Assert.Equal("gpt-5.2", i.ModelName));
    }

    [Fact]
    public async Task No_secret_shows_anywhere_but_in_the_Secret()
    {
        var messages = new List<OperationMessage>();
        await RunAsync(operation: new() { Write = m => { lock (messages) messages.Add(m); } });
        var secrets = await SecretsAsync();
        using var client = fixture.Connect();
        var shown = string.Join('\n', messages);
        foreach (var kind in (ResourceKind[])[ResourceKind.ConfigMap, ResourceKind.Deployment, ResourceKind.Service, ResourceKind.Lease, ResourceKind.Pod, ResourceKind.ControllerRevision])
            shown += string.Join('\n', (await client.ListAsync(kind, _options.Namespace, null, null, Cancellation)).Select(o => o.ToJsonString()));
        Assert.Contains("Created Deployment", shown, StringComparison.Ordinal);
        Assert.All(secrets.Values, s => Assert.DoesNotContain(s, shown, StringComparison.Ordinal));
    }

    private async Task<(OpenClawInstance Instance, RecordingClient Client)> RunAsync(
        InstallOptions? options = null, OpenClawModelConfig? config = null, OperationContext? operation = null)
    {
        using var client = new RecordingClient(fixture.Connect());
        return (await new Installer(Context(client, options ?? _options, config, operation), new()).RunAsync(Cancellation), client);
    }

    private InstallContext Context(
        IKubernetesClient client, InstallOptions options, OpenClawModelConfig? config = null, OperationContext? operation = null) =>
        new(client, fixture.Cluster, options, config ?? _config, operation ?? OperationContext.Silent, TimeProvider.System);

    private async Task<Dictionary<string, string>> SecretsAsync(string? ns = null)
    {
        using var client = fixture.Connect();
        return InstanceSecrets.Decode(await client.GetAsync(new(ResourceKind.Secret, ns ?? _options.Namespace, "openclaw-secrets"), Cancellation));
    }
}
