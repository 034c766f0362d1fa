using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Backups;

namespace OpenClaw.Tests.Flow;

/// <summary>Backups of an OpenClaw that does not run. Each test has an instance of its own.</summary>
public sealed class OfflineBackupTests(FlowSandbox sandbox) : IClassFixture<FlowSandbox>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder.FullName, "offline.tar");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_does_not_start_is_saved_offline_and_left_to_go_on_trying()
    {
        var instance = await InstallAsync("broken");
        using var client = await sandbox.ConnectAsync(Cancellation);
        await WriteAsync(client, instance, "note", "precious");
        await WriteAsync(client, instance, "openclaw.json", "{\"gateway\":{\"controlUi\":{\"allowInsecureAuth\":true}}}");
        var pod = await PodAsync(client, instance);
        await client.DeleteAsync(new(ResourceKind.Pod, instance.Namespace, pod.Child("metadata").Text("name")!), Cancellation);
        await WaitForPodAsync(client, instance, static p => p.Child("status").Children("containerStatuses").Any(static c => (c.Integer("restartCount") ?? 0) > 0));

        var refused = await Assert.ThrowsAsync<OpenClawException>(() => BackupAsync(instance, isOffline: false));
        Assert.Equal("GatewayNotReady", refused.ErrorId);
        Assert.Contains("-Offline", refused.Message, StringComparison.Ordinal);

        var made = (await BackupAsync(instance))!;
        Assert.Equal(("2026.9.6", FilePath), (made.OpenClawVersion, made.Path));
        Assert.Equal(1, RolloutProgress.Replicas(await DeploymentAsync(client, instance)));
        Assert.True(await IsGoneAsync(client, instance));

        // Into one that runs: what was said is there, and so is what keeps it from starting, which is found out.
        var other = await InstallAsync("other");
        await WriteAsync(client, other, "note", "of the other");
        var undone = await Assert.ThrowsAsync<OpenClawException>(() => RestoreAsync(other, TimeSpan.FromSeconds(8)));
        Assert.Equal("RestoreUndone", undone.ErrorId);
        await InstallAsync("other");
        Assert.Equal("of the other", await ReadAsync(client, other, "note"));
    }

    [Fact]
    public async Task What_runs_is_stopped_saved_and_started_and_the_files_come_back()
    {
        var instance = await InstallAsync("running");
        using var client = await sandbox.ConnectAsync(Cancellation);
        await WriteAsync(client, instance, "note", "the first");
        await RunAsync(client, instance, "mkdir", "-p", $"{OpenClawPod.StateFolder}/npm/plugin");
        var pod = (await PodAsync(client, instance)).Child("metadata").Text("uid");
        await BackupAsync(instance);
        Assert.NotEqual(pod, (await PodAsync(client, instance)).Child("metadata").Text("uid"));
        Assert.Equal("Ready", (await GetInstancesOperation.RunAsync(sandbox.Cluster, instance.Name, instance.Namespace, sandbox.Context, Cancellation))[0].Status);

        await WriteAsync(client, instance, "note", "the second");
        Assert.Equal("Ready", (await RestoreAsync(instance, TimeSpan.FromMinutes(2)))!.Status);
        Assert.Equal("the first", await ReadAsync(client, instance, "note"));
        Assert.Equal(0, await ExitAsync(client, instance, "test", "-d", $"{OpenClawPod.StateFolder}/npm/plugin"));
        Assert.True(await IsGoneAsync(client, instance));
        var folder = $"{OpenClawPod.CacheFolder}/{VolumePod.BackupFolder}";
        Assert.Equal("", await RunAsync(client, instance, "find", folder, "-maxdepth", "1", "-name", "*", "-exec", "stat", "-c", "%n", "{}", ";"));
    }

    [Fact]
    public async Task What_somebody_has_stopped_stays_stopped()
    {
        var instance = await InstallAsync("stopped");
        using var client = await sandbox.ConnectAsync(Cancellation);
        await WriteAsync(client, instance, "note", "kept");
        await client.ApplyAsync(
            new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "Deployment",
                ["metadata"] = new JsonObject { ["name"] = instance.Name, ["namespace"] = instance.Namespace },
                ["spec"] = new JsonObject { ["replicas"] = 0 },
            },
            new("somebody", Force: true), Cancellation);
        Assert.NotNull(await BackupAsync(instance));
        Assert.Equal(0, RolloutProgress.Replicas(await DeploymentAsync(client, instance)));
        Assert.True(await IsGoneAsync(client, instance));
    }

    [Fact]
    public async Task Without_a_volume_there_is_nothing_to_save_offline()
    {
        var instance = await InstallAsync("passing", isEphemeral: true);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => BackupAsync(instance));
        Assert.Equal("BackupEphemeral", error.ErrorId);
        Assert.Empty(_folder.GetFiles());
    }

    private Task<OpenClawInstance> InstallAsync(string name, bool isEphemeral = false) => sandbox.InstallAsync(
        new()
        {
            Name = name,
            ModelName = "gpt-5.2",
            Ephemeral = isEphemeral,
            Timeout = TimeSpan.FromMinutes(2),
            OpenClawResources = new("50m", "256Mi", "2Gi"),
            LiteLLMResources = new("50m", "256Mi", "2Gi"),
        }, Cancellation);

    private Task<OpenClawBackup?> BackupAsync(OpenClawInstance instance, bool isOffline = true) => BackupOperation.RunAsync(
        sandbox.Cluster, instance.Name, instance.Namespace, new() { Path = FilePath, Force = true, Offline = isOffline }, sandbox.Context, Cancellation);

    private Task<OpenClawInstance?> RestoreAsync(OpenClawInstance instance, TimeSpan timeout) => RestoreOperation.RunAsync(
        sandbox.Cluster, instance.Name, instance.Namespace, new() { Path = FilePath, Timeout = timeout }, sandbox.Context, Cancellation);

    private static async Task<JsonObject> DeploymentAsync(IKubernetesClient client, OpenClawInstance instance) =>
        (await client.GetAsync(new(ResourceKind.Deployment, instance.Namespace, instance.Name), Cancellation))!;

    // The pod that held the volume, or on its way out.
    private static async Task<bool> IsGoneAsync(IKubernetesClient client, OpenClawInstance instance)
    {
        var pod = await client.GetAsync(new(ResourceKind.Pod, instance.Namespace, $"{instance.Name}-volume"), Cancellation);
        return pod is null || pod.Child("metadata").Text("deletionTimestamp") is not null;
    }

    private static async Task<JsonObject> PodAsync(IKubernetesClient client, OpenClawInstance instance) => await WaitForPodAsync(client, instance, RolloutProgress.IsReady);

    private static async Task<JsonObject> WaitForPodAsync(IKubernetesClient client, OpenClawInstance instance, Func<JsonObject, bool> isWanted)
    {
        await foreach (var change in client.WatchAsync(ResourceKind.Pod, instance.Namespace, $"app={instance.Name}", null, Cancellation))
            if (change.Type != WatchEventType.Deleted && change.Object is { } pod && pod.Child("metadata").Text("deletionTimestamp") is null && isWanted(pod))
                return pod;
        throw new InvalidOperationException();
    }

    private static Task WriteAsync(IKubernetesClient client, OpenClawInstance instance, string file, string text) =>
        RunAsync(client, instance, "sh", "-c", "printf %s \"$1\" > \"$2\"", "sh", text, $"{OpenClawPod.StateFolder}/{file}");

    private static Task<string> ReadAsync(IKubernetesClient client, OpenClawInstance instance, string file) =>
        RunAsync(client, instance, "cat", $"{OpenClawPod.StateFolder}/{file}");

    private static async Task<string> RunAsync(IKubernetesClient client, OpenClawInstance instance, params string[] command)
    {
        using var output = new MemoryStream();
        Assert.Equal(0, await ExitAsync(client, instance, output, command));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static Task<int> ExitAsync(IKubernetesClient client, OpenClawInstance instance, params string[] command) =>
        ExitAsync(client, instance, Stream.Null, command);

    private static async Task<int> ExitAsync(IKubernetesClient client, OpenClawInstance instance, Stream output, string[] command)
    {
        var pod = (await PodAsync(client, instance)).Child("metadata").Text("name")!;
        return await client.ExecAsync(instance.Namespace, pod, new(OpenClawPod.ContainerName, command) { Output = output }, Cancellation);
    }
}
