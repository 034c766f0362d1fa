using System.Net;
using System.Security;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Core.Tests.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Changes;
using OpenClaw.Operations.Channels;
using OpenClaw.Tests.Operations;

namespace OpenClaw.Tests.Flow;

/// <summary>Rotations, updates and their undoing against the sandbox's real process. Each test has an instance of its own.</summary>
public sealed class ChangeTests(FlowSandbox sandbox) : IClassFixture<FlowSandbox>
{
    private const string StateFile = OpenClawPod.StateFolder + "/said.txt";
    private const string Broken = "nowhere.example/broken:1";
    private const string Other = "ghcr.io/openclaw/openclaw:2026.9.9";

    private readonly RecordedContext _recorded = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_gateway_token_locks_the_old_one_out_and_open_tunnels_have_it_in_their_url()
    {
        var instance = await InstallAsync("token");
        var before = await SecretsAsync(instance);
        await using var tunnel = await OpenClawTunnel.StartAsync(instance, new() { LocalPort = 0 }, sandbox.Context, Cancellation);
        var changed = new TaskCompletionSource<string>();
        tunnel.UrlChanged += (sender, _) => changed.TrySetResult(((OpenClawTunnel)sender!).Url);

        var after = await ResetAsync(instance, new(OpenClawSecretName.GatewayToken));
        Assert.Equal((true, "Ready", instance.Revision), (after.Changed, after.Status, after.Revision));
        var values = await SecretsAsync(instance);
        Assert.Equal(before.Keys.Order(), values.Keys.Order());
        Assert.Equal(
            [InstanceSecrets.GatewayToken], values.Where(v => v.Value != before[v.Key]).Select(v => v.Key));
        Assert.Equal(
            $"{tunnel.LocalAddress}#token={values[InstanceSecrets.GatewayToken]}", await changed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.Equal($"{tunnel.LocalAddress}#token={values[InstanceSecrets.GatewayToken]}", tunnel.Url);
        await ChatAsync(tunnel, values[InstanceSecrets.GatewayToken]);
        var refused = await Assert.ThrowsAsync<OpenClawException>(() => ChatAsync(tunnel, before[InstanceSecrets.GatewayToken]));
        Assert.Equal("ChatToken", refused.ErrorId);
    }

    [Fact]
    public async Task A_new_master_key_reaches_both_programs_and_LiteLLM_first()
    {
        var instance = await InstallAsync("master");
        var before = await SecretsAsync(instance);
        await ResetAsync(instance, new(OpenClawSecretName.LiteLLMMasterKey));
        var values = await SecretsAsync(instance);
        Assert.Equal([InstanceSecrets.MasterKey], values.Where(v => v.Value != before[v.Key]).Select(v => v.Key));
        Assert.StartsWith("sk-", values[InstanceSecrets.MasterKey], StringComparison.Ordinal);
        var steps = _recorded.Messages.OfType<VerboseMessage>().Select(m => m.Text).ToList();
        var (proxy, gateway) = (Place("Deployment openclaw-ns/master-llmproxy"), Place("Deployment openclaw-ns/master."));
        Assert.True(proxy >= 0 && gateway > proxy, string.Join('\n', steps));

        int Place(string what) => steps.FindIndex(s => s.Contains("Updated " + what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_Azure_key_that_is_refused_is_taken_back_and_no_secret_shows()
    {
        var instance = await InstallAsync("azure");
        var before = await SecretsAsync(instance);
        const string Wrong = "azure-key-canary-0123456789";
        var error = await Assert.ThrowsAsync<OpenClawException>(
            () => ResetAsync(instance, new(OpenClawSecretName.AzureOpenAIKey) { Key = Secure(Wrong) }));
        Assert.Equal("ChangeTakenBack", error.ErrorId);
        Assert.Contains("Revision 1 runs again", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await SecretsAsync(instance));
        await ProveAsync(instance);

        using var client = await sandbox.ConnectAsync(Cancellation);
        var shown = new StringBuilder(error.ToString());
        foreach (var message in _recorded.Messages)
            shown.AppendLine(message.ToString());
        foreach (var kind in (ResourceKind[])[
            ResourceKind.ControllerRevision, ResourceKind.ConfigMap, ResourceKind.Deployment, ResourceKind.ReplicaSet, ResourceKind.Pod,
            ResourceKind.Event, ResourceKind.Lease])
            foreach (var obj in await client.ListAsync(kind, instance.Namespace, null, null, Cancellation))
                shown.AppendLine(obj.ToJsonString());
        foreach (var value in before.Values.Append(Wrong))
            foreach (var form in (string[])[value, Convert.ToBase64String(Encoding.UTF8.GetBytes(value))])
                Assert.Null(shown.ToString().Split('\n').FirstOrDefault(line => line.Contains(form, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("absent", Broken, "cannot be pulled")]
    // The sandbox plays it with a program that has no node.
    [InlineData("wrong", "nowhere.example/litellm:1", "exit code 127")]
    public async Task An_image_that_cannot_be_used_is_found_out_before_OpenClaw_is_touched(string name, string image, string why)
    {
        var instance = await InstallAsync(name);
        var (secrets, pods) = (await SecretsAsync(instance), await PodsAsync(instance));
        await sandbox.ForgetRequestsAsync(Cancellation);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => UpdateAsync(instance, new() { OpenClawImage = image }));
        Assert.Equal("ImageUnusable", error.ErrorId);
        Assert.Contains(image, error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(pods, await PodsAsync(instance));
        Assert.Equal(secrets, await SecretsAsync(instance));
        Assert.Equal((InstallOptions.DefaultOpenClawImage, 1), ((await ReadAsync(instance)).OpenClawImage, (await ReadAsync(instance)).Revision));
        Assert.Equal(["leases", "pods"], await WrittenAsync());
        // Install-OpenClaw asks first too.
        error = await Assert.ThrowsAsync<OpenClawException>(() => InstallAsync(name, image));
        Assert.Equal("ImageUnusable", error.ErrorId);
        Assert.Equal(pods, await PodsAsync(instance));
    }

    [Fact]
    public async Task An_image_that_cannot_be_tried_for_lack_of_room_is_taken_all_the_same()
    {
        var instance = await InstallAsync("full");
        using var client = await sandbox.ConnectAsync(Cancellation);
        await CordonAsync(client, true);
        _recorded.OnMessage = m =>
        {
            if (m is WarningMessage warning && warning.Text.Contains("could not be tried", StringComparison.Ordinal))
                CordonAsync(client, false).GetAwaiter().GetResult();
        };
        var updated = await UpdateAsync(instance, new() { Version = "2026.9.8" });
        Assert.Equal(("Ready", "2026.9.8", null), (updated.Status, updated.OpenClawVersion, updated.OpenClawCheckedVersion));
        Assert.Contains(_recorded.Warnings, w => w.Contains("could not be tried", StringComparison.Ordinal) && w.Contains("unschedulable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_killed_run_has_left_goes_with_the_next_change()
    {
        var instance = await InstallAsync("orphan");
        var names = new InstanceNames(instance.Name, instance.Namespace);
        using var client = await sandbox.ConnectAsync(Cancellation);
        var deployment = await client.GetAsync(new(ResourceKind.Deployment, names.Namespace, names.OpenClaw), Cancellation);
        await client.CreateAsync(ImageCheckPod.Build(names, Broken, deployment!), InstanceContext.FieldManager, Cancellation);
        var killed = new LeaseHolder();
        killed.End();
        var lease = (await client.GetAsync(new(ResourceKind.Lease, names.Namespace, names.Lease), Cancellation))!;
        lease["spec"]!["holderIdentity"] = killed.Identity;
        await client.ReplaceAsync(lease, InstanceContext.FieldManager, Cancellation);
        var name = new ResourceName(ResourceKind.Pod, names.Namespace, names.ImageCheckPod);
        Assert.NotNull(await client.GetAsync(name, Cancellation));

        Assert.Null((await UpdateAsync(instance, new() { MaxTokens = 4096 })).OpenClawCheckedVersion);
        var left = await client.GetAsync(name, Cancellation);
        Assert.True(left is null || left.Child("metadata").Text("deletionTimestamp") is not null);
    }

    [Fact]
    public async Task An_update_that_does_not_come_up_is_taken_back_and_says_what_runs()
    {
        var instance = await InstallAsync("broken");
        await FailAsync(instance.Name);
        _recorded.OnMessage = m =>
        {
            if (m is WarningMessage warning && warning.Text.Contains("is put back", StringComparison.Ordinal))
                sandbox.PlayAsync("[]", Cancellation).GetAwaiter().GetResult();
        };
        var error = await Assert.ThrowsAsync<OpenClawException>(() => UpdateAsync(instance, new() { OpenClawImage = Other }));
        Assert.Equal(("ChangeTakenBack", ErrorKind.OperationFailed), (error.ErrorId, error.Kind));
        Assert.Contains(Other, error.Message, StringComparison.Ordinal);
        Assert.Contains($"Revision 1 runs again: OpenClaw {InstallOptions.DefaultOpenClawImage}", error.Message, StringComparison.Ordinal);
        await ProveAsync(instance);
        var found = await ReadAsync(instance);
        Assert.Equal(("Ready", 1, InstallOptions.DefaultOpenClawImage), (found.Status, found.Revision, found.OpenClawImage));
        Assert.DoesNotContain(await SecretsAsync(instance), v => v.Key == InstanceSecrets.Record);
    }

    [Fact]
    public async Task A_LiteLLM_that_cannot_be_pulled_never_reaches_OpenClaw()
    {
        var instance = await InstallAsync("proxy");
        var pods = await PodsAsync(instance);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => UpdateAsync(instance, new() { LiteLLMImage = Broken, ModelName = "other" }));
        Assert.Equal("ChangeTakenBack", error.ErrorId);
        Assert.Equal(pods, await PodsAsync(instance));
        await ProveAsync(instance);
    }

    [Fact]
    public async Task An_update_is_a_revision_that_can_be_undone_with_the_keys_of_its_endpoints()
    {
        var instance = await InstallAsync("undo");
        var first = Assert.Single(sandbox.Config.Endpoints);
        var elsewhere = new OpenClawModelConfig
        {
            Path = "test",
            ApiVersion = sandbox.Config.ApiVersion,
            DeploymentName = sandbox.Config.DeploymentName,
            // The same server by its other name, so that it is another endpoint.
            Endpoints = [new() { Name = "elsewhere", Endpoint = new UriBuilder(first.Endpoint) { Host = "localhost" }.Uri, Key = first.Key }],
        };
        var updated = await UpdateAsync(instance, new() { ModelConfig = elsewhere, MaxTokens = 4096 });
        Assert.Equal((true, 2), (updated.Changed, updated.Revision));
        Assert.False((await UpdateAsync(instance, new() { MaxTokens = 4096 })).Changed);

        var back = await UndoAsync(instance, new());
        Assert.Equal((true, 3), (back.Changed, back.Revision));
        var revisions = await GetRevisionsOperation.RunAsync(sandbox.Cluster, instance.Name, instance.Namespace, null, sandbox.Context, Cancellation);
        Assert.Equal([1, 2, 3], revisions.Select(r => r.Number));
        Assert.Equal([false, false, true], revisions.Select(r => r.IsCurrent));
        Assert.Equal([first.Endpoint, elsewhere.Endpoints[0].Endpoint, first.Endpoint], revisions.SelectMany(r => r.Endpoints));
        Assert.Contains("maxTokens: 16384 -> 4096", revisions[1].Changes);
        Assert.Empty(revisions[0].Changes);
        Assert.Equal(2, (await SecretsAsync(instance)).Count(v => v.Key.StartsWith("ENDPOINT_KEY_", StringComparison.Ordinal)));
        var unknown = await Assert.ThrowsAsync<OpenClawException>(() => UndoAsync(instance, new() { Revision = 7 }));
        Assert.Equal("RevisionUnknown", unknown.ErrorId);
    }

    [Fact]
    public async Task Channels_are_part_of_a_revision_and_their_credentials_are_not()
    {
        var instance = await InstallAsync("talking");
        var channel = new SetChannelOptions
        {
            Channel = "Telegram",
            Token = Secure("123456789:canary-of-a-telegram-bot-token-01234"),
            Timeout = TimeSpan.FromMinutes(2),
        };
        await SetChannelOperation.RunAsync(sandbox.Cluster, instance.Name, instance.Namespace, channel, sandbox.Context, Cancellation);
        var updated = await UpdateAsync(instance, new() { MaxTokens = 4096 });
        Assert.Equal(3, updated.Revision);
        Assert.Equal(["telegram"], await DeclaredAsync());
        var secrets = await SecretsAsync(instance);

        Assert.Equal(4, (await UndoAsync(instance, new() { Revision = 1 })).Revision);
        Assert.Empty(await DeclaredAsync());
        Assert.Equal(secrets, await SecretsAsync(instance));
        // Whoever installs or updates after that does not bring it back.
        await UpdateAsync(instance, new() { MaxTokens = 8192 });
        Assert.Empty(await DeclaredAsync());

        await UndoAsync(instance, new() { Revision = 3 });
        Assert.Equal(["telegram"], await DeclaredAsync());
        Assert.Equal(secrets, await SecretsAsync(instance));

        async Task<IEnumerable<string>> DeclaredAsync()
        {
            using var client = await sandbox.ConnectAsync(Cancellation);
            var map = await client.GetAsync(new(ResourceKind.ConfigMap, instance.Namespace, $"{instance.Name}-openclaw-config"), Cancellation);
            var config = JsonNode.Parse(map.Child("data").Text(OpenClawConfig.FileName)!)!.AsObject();
            return config.Child("channels")?.Select(static c => c.Key) ?? [];
        }
    }

    [Fact]
    public async Task Stopped_in_the_middle_the_next_change_starts_from_what_was_proven()
    {
        var instance = await InstallAsync("stopped");
        var before = await SecretsAsync(instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await FailAsync(instance.Name);
        _recorded.OnMessage = m =>
        {
            if (m is WarningMessage)
                stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(instance, (cluster, name, ns) => UpdateOperation.RunAsync(
            cluster, name, ns, new() { OpenClawImage = Other }, Changes, Fast, stop.Token)));
        _recorded.OnMessage = null;
        await sandbox.PlayAsync("[]", Cancellation);
        Assert.Contains(await SecretsAsync(instance), v => v.Key == InstanceSecrets.Record);

        var after = await ResetAsync(instance, new(OpenClawSecretName.GatewayToken));
        Assert.Equal(("Ready", 1, InstallOptions.DefaultOpenClawImage), (after.Status, after.Revision, after.OpenClawImage));
        var values = await SecretsAsync(instance);
        Assert.Equal(before.Keys.Order(), values.Keys.Order());
        Assert.NotEqual(before[InstanceSecrets.GatewayToken], values[InstanceSecrets.GatewayToken]);
        await ProveAsync(instance);
    }

    [Fact]
    public async Task Another_version_takes_a_backup_first_and_going_back_brings_that_state_back()
    {
        var instance = await InstallAsync("version");
        await WriteStateAsync(instance, "before");
        var updated = await UpdateAsync(instance, new() { Version = "2026.9.7" });
        Assert.Equal((2, "2026.9.7", "2026.9.7", "Ready"), (updated.Revision, updated.OpenClawVersion, updated.OpenClawCheckedVersion, updated.Status));
        Assert.StartsWith("sha256:", updated.OpenClawDigest, StringComparison.Ordinal);
        var left = Assert.Single(await GetRevisionsOperation.RunAsync(
            sandbox.Cluster, instance.Name, instance.Namespace, 1, sandbox.Context, Cancellation));
        Assert.Equal("revision-1", left.StateBackup);
        await WriteStateAsync(instance, "after");

        var back = await UndoAsync(instance, new());
        Assert.Equal((3, "2026.9.6", "Ready"), (back.Revision, back.OpenClawVersion, back.Status));
        Assert.Equal("before", await ReadStateAsync(instance));
        await ProveAsync(instance);
    }

    // What is waited for in vain here is waited for on a fast clock.
    private OperationContext Fast => new() { Write = _recorded.Context.Write, Time = new ScaledTime(6) };

    private static ChangeOptions Changes => new() { Timeout = TimeSpan.FromMinutes(12) };

    // The new image passes its trial, and the pod that is to run it does not get it.
    private Task FailAsync(string name) => sandbox.PlayAsync(
        $$"""[{"fault": "imagePullFailed", "pod": "{{name}}-*", "container": "prepare", "count": "always"}]""", Cancellation);

    private async Task<List<string>> WrittenAsync()
    {
        var log = await sandbox.RequestsAsync(Cancellation);
        return [.. log["clusters"]!.AsArray().SelectMany(static c => c!["requests"]!.AsArray())
            .Where(static r => (bool)r!["write"]! && !(bool)r["dryRun"]!).Select(static r => ((string)r!["path"]!).Split('?')[0].Split('/')[^((string)r["method"]! == "POST" ? 1 : 2)]).Distinct().Order()];
    }

    private static async Task CordonAsync(IKubernetesClient client, bool isClosed)
    {
        foreach (var node in await client.ListAsync(ResourceKind.Node, null, null, null, Cancellation))
            while (true)
                try
                {
                    var live = (await client.GetAsync(new(ResourceKind.Node, null, node.Child("metadata").Text("name")!), Cancellation))!;
                    live["spec"]!["unschedulable"] = isClosed;
                    await client.ReplaceAsync(live, "test", Cancellation);
                    break;
                }
                catch (KubernetesException e) when (e.Code == 409)
                {
                    // The node's status was written in this moment.
                }
    }

    private Task<OpenClawInstance> InstallAsync(string name, string image = InstallOptions.DefaultOpenClawImage) => sandbox.InstallAsync(
        new()
        {
            Name = name,
            OpenClawImage = image,
            ModelName = "gpt-5.2",
            Timeout = TimeSpan.FromMinutes(2),
            OpenClawResources = new("50m", "256Mi", "2Gi"),
            LiteLLMResources = new("50m", "256Mi", "2Gi"),
        }, Cancellation);

    private Task<OpenClawInstance> ResetAsync(OpenClawInstance instance, ResetSecretOptions secret) => RunAsync(
        instance, (cluster, name, ns) => ResetSecretOperation.RunAsync(cluster, name, ns, secret, Changes, Fast, Cancellation));

    private Task<OpenClawInstance> UpdateAsync(OpenClawInstance instance, UpdateOptions update) => RunAsync(
        instance, (cluster, name, ns) => UpdateOperation.RunAsync(cluster, name, ns, update, Changes, Fast, Cancellation));

    private Task<OpenClawInstance> UndoAsync(OpenClawInstance instance, UndoOptions undo) => RunAsync(
        instance, (cluster, name, ns) => UndoOperation.RunAsync(cluster, name, ns, undo, Changes, Fast, Cancellation));

    private Task<OpenClawInstance> RunAsync(OpenClawInstance instance, Func<OpenClawCluster, string, string, Task<OpenClawInstance>> change) =>
        change(sandbox.Cluster, instance.Name, instance.Namespace);

    private async Task<OpenClawInstance> ReadAsync(OpenClawInstance instance) => Assert.Single(await GetInstancesOperation.RunAsync(
        sandbox.Cluster, instance.Name, instance.Namespace, sandbox.Context, Cancellation));

    private async Task<Dictionary<string, string>> SecretsAsync(OpenClawInstance instance)
    {
        using var client = await sandbox.ConnectAsync(Cancellation);
        var names = new InstanceNames(instance.Name, instance.Namespace);
        return InstanceSecrets.Decode(await client.GetAsync(new(ResourceKind.Secret, names.Namespace, names.Secret), Cancellation));
    }

    [Fact]
    public async Task Stopped_after_another_version_has_run_an_install_of_the_former_one_brings_its_state_back()
    {
        var instance = await InstallAsync("migrated");
        await WriteStateAsync(instance, "before");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _recorded.OnMessage = m =>
        {
            // Both programs run as the update wants them by then.
            if (m is ProgressMessage { PercentComplete: 80 })
                stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(instance, (cluster, name, ns) => UpdateOperation.RunAsync(
            cluster, name, ns, new() { Version = "2026.9.7" }, Changes, Fast, stop.Token)));
        _recorded.OnMessage = null;
        Assert.Equal("2026.9.7", (await ReadAsync(instance)).OpenClawVersion);
        await WriteStateAsync(instance, "after");

        var again = await InstallAsync("migrated");
        Assert.Equal((1, "2026.9.6", "Ready"), (again.Revision, again.OpenClawVersion, again.Status));
        Assert.Equal("before", await ReadStateAsync(instance));
        Assert.DoesNotContain(await SecretsAsync(instance), v => v.Key == InstanceSecrets.Record);
    }

    private Task WriteStateAsync(OpenClawInstance instance, string text) => ShellAsync(instance, $"echo {text} > {StateFile}");

    private async Task<string> ReadStateAsync(OpenClawInstance instance) => (await ShellAsync(instance, $"cat {StateFile}")).Trim();

    private async Task<string> ShellAsync(OpenClawInstance instance, string script)
    {
        using var client = await sandbox.ConnectAsync(Cancellation);
        var pods = await client.ListAsync(ResourceKind.Pod, instance.Namespace, $"app={instance.Name}", null, Cancellation);
        var pod = Assert.Single(pods, static p => RolloutProgress.IsReady(p) && p.Child("metadata").Text("deletionTimestamp") is null);
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        var command = new ExecCommand(OpenClawPod.ContainerName, "sh", "-c", script) { Output = output, Error = errors };
        var exit = await client.ExecAsync(instance.Namespace, pod.Child("metadata").Text("name")!, command, Cancellation);
        Assert.True(exit == 0, Encoding.UTF8.GetString(errors.ToArray()));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private async Task<List<string>> PodsAsync(OpenClawInstance instance)
    {
        using var client = await sandbox.ConnectAsync(Cancellation);
        var pods = await client.ListAsync(ResourceKind.Pod, instance.Namespace, InstanceLabels.SelectorOf(instance.Name), null, Cancellation);
        return [.. pods.Where(static p => p.Child("metadata").Text("deletionTimestamp") is null).Select(static p => p.Child("metadata").Text("name")!).Order()];
    }

    private async Task ProveAsync(OpenClawInstance instance)
    {
        await using var tunnel = await OpenClawTunnel.StartAsync(instance, new() { LocalPort = 0 }, sandbox.Context, Cancellation);
        await ChatAsync(tunnel, (await SecretsAsync(instance))[InstanceSecrets.GatewayToken]);
    }

    private static async Task ChatAsync(OpenClawTunnel tunnel, string token)
    {
        var nonce = $"nonce-{Guid.NewGuid():N}";
        var answer = await ChatOperation.AskAsync(new(tunnel.LocalAddress), Secure(token), $"Reply with {nonce}", Cancellation);
        Assert.Contains(nonce, answer, StringComparison.Ordinal);
    }

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}
