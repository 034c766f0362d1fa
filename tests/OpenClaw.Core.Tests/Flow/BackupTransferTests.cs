using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.Core.Tests.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Backups;
using OpenClaw.Tests.Operations;
using OpenClaw.Tests.Tunnels;

namespace OpenClaw.Tests.Flow;

/// <summary>Backups and restores whose connections are cut while they are under way. Each test converges the one instance first.</summary>
public sealed class BackupTransferTests(FlowSandbox sandbox) : IClassFixture<FlowSandbox>, IDisposable
{
    private const int StateBytes = 6_000_000;
    private static readonly InstallOptions Options = new() { ModelName = "gpt-5.2", Timeout = TimeSpan.FromMinutes(2) };
    private static readonly InstanceNames Names = new(Options.Name, Options.Namespace);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder.FullName, "backup.tar");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_backup_that_is_cut_goes_on_where_it_was()
    {
        await using var relay = await SetUpAsync();
        var cuts = 0;
        var recorded = Cutting("Receiving", relay, () => ++cuts <= 3);
        var made = (await BackupAsync(relay, recorded))!;
        Assert.Equal(3, recorded.Verbose.Count(v => v.Contains("goes on from there", StringComparison.Ordinal)));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(FilePath, Cancellation))).ToLowerInvariant(), made.Sha256);
        Assert.InRange(made.StateBytes, StateBytes, StateBytes * 2);
        Assert.Single(_folder.GetFiles());
        Assert.Contains(recorded.Progress, p => p.Status.Contains(" left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backup_that_stays_cut_or_is_cancelled_leaves_no_file_and_the_next_one_is_whole()
    {
        await using var relay = await SetUpAsync();
        var error = await Assert.ThrowsAsync<OpenClawException>(() => BackupAsync(relay, Cutting("Receiving", relay, () => true, comesBack: false)));
        // On a machine as slow as that, the lock is lost before the patience is.
        Assert.True(error.Kind is ErrorKind.ConnectionError or ErrorKind.ResourceBusy, error.Message);
        Assert.Empty(_folder.GetFiles());
        relay.Up();

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var recorded = Cutting("Receiving", relay, () => { stop.Cancel(); return false; });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BackupAsync(relay, recorded, stop.Token));
        Assert.Empty(_folder.GetFiles());

        await BackupAsync(relay, new(), Cancellation);
        Assert.Equal(0, await LeftAsync());
    }

    [Fact]
    public async Task A_restore_that_is_cut_begins_again_and_one_that_stays_cut_has_touched_nothing()
    {
        await using var relay = await SetUpAsync();
        await BackupAsync(relay, new());
        await WriteAsync("note", "after the backup");
        var pod = await PodAsync();

        var error = await Assert.ThrowsAsync<OpenClawException>(() => RestoreAsync(relay, Cutting("Sending", relay, () => true, comesBack: false)));
        Assert.True(error.Kind is ErrorKind.ConnectionError or ErrorKind.ResourceBusy, error.Message);
        relay.Up();
        // The very pod that ran before, with what it had.
        Assert.Equal(pod, await PodAsync());
        Assert.Equal("after the backup", await ReadAsync("note"));

        var cuts = 0;
        var recorded = Cutting("Sending", relay, () => ++cuts <= 2);
        Assert.Equal("Ready", (await RestoreAsync(relay, recorded))!.Status);
        Assert.Equal(2, recorded.Verbose.Count(v => v.Contains("begins again", StringComparison.Ordinal)));
        Assert.NotEqual(pod, await PodAsync());
        Assert.Equal("", await ReadAsync("note"));
        Assert.Equal(0, await LeftAsync());
    }

    [Fact]
    public async Task A_state_that_OpenClaw_does_not_start_with_is_taken_back()
    {
        await using var relay = await SetUpAsync();
        var good = await ReadAsync("openclaw.json");
        await WriteAsync("openclaw.json", "{\"gateway\":{\"bind\":\"nowhere\",\"controlUi\":{\"allowInsecureAuth\":true}}}");
        await BackupAsync(relay, new());
        await WriteAsync("openclaw.json", good);
        await WriteAsync("note", "after the backup");
        var error = await Assert.ThrowsAsync<OpenClawException>(() => RestoreAsync(relay, new(), TimeSpan.FromSeconds(6)));
        Assert.Equal("RestoreUndone", error.ErrorId);
        await sandbox.InstallAsync(Options, Cancellation);
        Assert.Equal("after the backup", await ReadAsync("note"));
    }

    // The way is cut when a transfer tells how far it is, each time.
    private static RecordedContext Cutting(string status, TcpRelay relay, Func<bool> cuts, bool comesBack = true)
    {
        var recorded = new RecordedContext();
        recorded.OnMessage = message =>
        {
            if (message is not ProgressMessage { PercentComplete: < 100 } progress || !progress.Status.StartsWith(status, StringComparison.Ordinal) || !cuts())
                return;
            relay.Down();
            if (comesBack)
                relay.Up();
        };
        return recorded;
    }

    private async Task<TcpRelay> SetUpAsync()
    {
        await sandbox.InstallAsync(Options, Cancellation);
        await WriteAsync("ballast", RandomNumberGenerator.GetBytes(StateBytes));
        await WriteAsync("note", "");
        return TcpRelay.To((await sandbox.Cluster.ConnectAsync(Cancellation)).Server);
    }

    private async Task<IKubernetesClient> ConnectAsync(TcpRelay relay, OperationContext context)
    {
        var connection = await sandbox.Cluster.ConnectAsync(Cancellation);
        return new KubernetesClient(connection with { Server = new UriBuilder(connection.Server) { Port = relay.Port }.Uri }, context);
    }

    // Its pauses are as long as a gateway's restart.
    private static OperationContext Hurried(RecordedContext recorded) => new()
    {
        Write = recorded.Context.Write,
        ShouldChange = recorded.Context.ShouldChange,
        Time = new ScaledTime(10),
    };

    private async Task<OpenClawBackup?> BackupAsync(TcpRelay relay, RecordedContext recorded, CancellationToken? cancellationToken = null)
    {
        var context = Hurried(recorded);
        using var client = await ConnectAsync(relay, context);
        return await BackupOperation.RunAsync(
            client, sandbox.Cluster, Names, FilePath, new() { Path = FilePath, Force = true }, context, cancellationToken ?? Cancellation);
    }

    private Task<OpenClawInstance?> RestoreAsync(TcpRelay relay, RecordedContext recorded, TimeSpan? timeout = null)
    {
        var context = Hurried(recorded);
        var options = new RestoreOptions { Path = FilePath };
        return RestoreOperation.RunAsync(
            _ => ConnectAsync(relay, context), sandbox.Cluster, Names, timeout is { } limit ? options with { Timeout = limit * 10 } : options, context, Cancellation);
    }

    private async Task<string> PodAsync()
    {
        using var client = await sandbox.ConnectAsync(Cancellation);
        return Assert.Single(await client.ListAsync(ResourceKind.Pod, Names.Namespace, "app=openclaw", null, Cancellation)).Child("metadata").Text("uid")!;
    }

    private async Task<int> LeftAsync()
    {
        var folder = $"{OpenClawPod.CacheFolder}/{VolumePod.BackupFolder}";
        return (await RunAsync(null, "find", folder, "-maxdepth", "1", "-name", "*", "-exec", "stat", "-c", "%n", "{}", ";"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    private Task<string> ReadAsync(string file) => RunAsync(null, "cat", $"{OpenClawPod.StateFolder}/{file}");

    private Task WriteAsync(string file, string text) => WriteAsync(file, Encoding.UTF8.GetBytes(text));

    private Task WriteAsync(string file, byte[] content) => RunAsync(
        content, "sh", "-c", "head -c \"$1\" > \"$2\"", "sh", content.Length.ToString(CultureInfo.InvariantCulture), $"{OpenClawPod.StateFolder}/{file}");

    private async Task<string> RunAsync(byte[]? input, params string[] command)
    {
        using var client = await sandbox.ConnectAsync(Cancellation);
        var pods = await client.ListAsync(ResourceKind.Pod, Names.Namespace, "app=openclaw", null, Cancellation);
        using var output = new MemoryStream();
        var exec = new ExecCommand(OpenClawPod.ContainerName, command) { Input = input is null ? null : new MemoryStream(input), Output = output };
        Assert.Equal(0, await client.ExecAsync(Names.Namespace, Assert.Single(pods).Child("metadata").Text("name")!, exec, Cancellation));
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
