using System.Text;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Backups;
using OpenClaw.Operations.Revisions;

namespace OpenClaw.Tests.Flow;

/// <summary>Archives on the volume of an instance in the sandbox's process, and the way back to one. Each test converges the one instance first.</summary>
public sealed class VolumeBackupTests(FlowSandbox sandbox) : IClassFixture<FlowSandbox>
{
    private static readonly InstallOptions Options = new() { ModelName = "gpt-5.2", Timeout = TimeSpan.FromMinutes(2) };
    private static readonly InstanceNames Names = new(Options.Name, Options.Namespace);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restored_archive_is_the_state_as_it_was_and_nothing_else_is_left()
    {
        await sandbox.InstallAsync(Options, Cancellation);
        using var client = await sandbox.ConnectAsync(Cancellation);
        var backup = await BackupAsync(client);
        await WriteAsync(client, "the first");
        var archive = await backup.CreateAsync("first", Cancellation);
        Assert.Equal(("2026.9.6", 64), (archive.OpenClawVersion, archive.Sha256.Length));
        Assert.InRange(archive.Created, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        await WriteAsync(client, "the second");
        // What OpenClaw leaves out of its archives stays.
        await RunAsync(client, "mkdir", "-p", $"{OpenClawPod.StateFolder}/npm/plugin");
        await RunAsync(client, "sh", "-c", "echo plugin > \"$1\"", "sh", $"{OpenClawPod.StateFolder}/npm/plugin/index.js");
        Assert.Equal([("first", archive.Bytes)], (await backup.ListAsync(Cancellation)).Select(a => (a.Name, a.Bytes)));

        await backup.RestoreAsync("first", Cancellation);
        Assert.Equal("the first", await ReadAsync(client, "note"));
        Assert.Equal("plugin\n", await ReadAsync(client, "npm/plugin/index.js"));
        Assert.Equal(["first.tar.gz"], (await RunAsync(client, "find", $"{OpenClawPod.CacheFolder}/{VolumePod.BackupFolder}", "-maxdepth", "1", "-name", "*", "-exec", "stat", "-c", "%n", "{}", ";"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('/')[^1]));
        Assert.Null(await client.GetAsync(new(ResourceKind.Pod, Names.Namespace, Names.VolumePod), Cancellation));

        await backup.DeleteAsync("first", Cancellation);
        await backup.DeleteAsync("first", Cancellation);
        Assert.Empty(await backup.ListAsync(Cancellation));
    }

    private async Task<VolumeBackup> BackupAsync(IKubernetesClient client)
    {
        var state = await InstalledState.ReadAsync(client, Names, Cancellation);
        var install = new InstallContext(client, sandbox.Cluster, state.Options with { Timeout = Options.Timeout }, state.Config, sandbox.Context, TimeProvider.System);
        return new(install, DeclaredObject.MarksOf(state), InstanceSecrets.Decode(state.StoredSecret).Values);
    }

    private static Task<string> ReadAsync(IKubernetesClient client, string file) => RunAsync(client, "cat", $"{OpenClawPod.StateFolder}/{file}");

    private static Task WriteAsync(IKubernetesClient client, string text) =>
        RunAsync(client, "sh", "-c", "printf %s \"$1\" > \"$2\"", "sh", text, $"{OpenClawPod.StateFolder}/note");

    private static async Task<string> RunAsync(IKubernetesClient client, params string[] command)
    {
        var pods = await client.ListAsync(ResourceKind.Pod, Names.Namespace, "app=openclaw", null, Cancellation);
        using var output = new MemoryStream();
        var pod = Assert.Single(pods).Child("metadata").Text("name")!;
        Assert.Equal(0, await client.ExecAsync(Names.Namespace, pod, new(OpenClawPod.ContainerName, command) { Output = output }, Cancellation));
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
