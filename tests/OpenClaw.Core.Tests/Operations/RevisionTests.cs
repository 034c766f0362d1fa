using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Revisions;
using OpenClaw.Tests.Manifests;

namespace OpenClaw.Tests.Operations;

/// <summary>The history an instance keeps of itself, against a real API server where there is one.</summary>
public sealed class RevisionTests(InstallCluster fixture) : IClassFixture<InstallCluster>, IAsyncLifetime
{
    private readonly InstallOptions _options = new()
    {
        Namespace = $"openclaw-test-{Guid.NewGuid():N}"[..30],
        ModelName = "gpt-5.2",
        OpenClawImage = "mirror.example/openclaw:1",
        OpenClawResources = new("300m", "2Gi", "4Gi"),
        StorageSize = "9Gi",
        ContextWindow = 100_000,
        NoWait = true,
    };

    private readonly OpenClawModelConfig _config = Samples.Config("https://one.openai.azure.com/", "https://two.openai.azure.com/");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private InstanceNames Names => new(_options.Name, _options.Namespace);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        using var client = fixture.Connect();
        await client.DeleteAsync(new(ResourceKind.Namespace, null, _options.Namespace), CancellationToken.None);
    }

    [Fact]
    public async Task What_was_asked_for_can_be_read_back_and_asked_for_again_without_a_write()
    {
        using var client = new RecordingClient(fixture.Connect());
        await InstallAsync(client, _options, _config);
        var state = await InstalledState.ReadAsync(client, Names, Cancellation);
        Assert.Equal(_options with { NoWait = false, Channels = [] }, state.Options);
        Assert.Equal(
            _config.Endpoints.Select(e => (e.Name, e.Endpoint, e.Key)), state.Config.Endpoints.Select(e => (e.Name, e.Endpoint, e.Key)));
        Assert.Equal((_config.ApiVersion, _config.DeploymentName), (state.Config.ApiVersion, state.Config.DeploymentName));

        var writes = client.Writes.Count();
        await InstallAsync(client, state.Options with { NoWait = true }, state.Config);
        Assert.Equal(writes, client.Writes.Count());
    }

    [Fact]
    public async Task Each_state_gets_a_number_and_the_last_ten_are_kept()
    {
        using var client = new RecordingClient(fixture.Connect());
        for (var i = 1; i <= 12; i++)
            await InstallAsync(client, _options with { MaxTokens = 1000 + i }, _config);
        var history = await RevisionHistory.ReadAsync(client, Names, Cancellation);
        Assert.Equal(Enumerable.Range(3, 10), history.Revisions.Select(r => r.Number));
        Assert.Equal(Enumerable.Range(1003, 10), history.Revisions.Select(r => r.Data!.MaxTokens));
    }

    [Fact]
    public async Task An_instance_without_history_says_what_to_do_and_gets_one_with_the_next_install()
    {
        using var client = new RecordingClient(fixture.Connect());
        await InstallAsync(client, _options, _config);
        await client.DeleteAsync(new(ResourceKind.ControllerRevision, _options.Namespace, Names.Revision(1)), new(), Cancellation);
        var error = await Assert.ThrowsAsync<OpenClawException>(() => InstalledState.ReadAsync(client, Names, Cancellation));
        Assert.Equal("RevisionMissing", error.ErrorId);
        Assert.Contains("Install-OpenClaw", error.Message, StringComparison.Ordinal);
        await InstallAsync(client, _options, _config);
        Assert.Equal(1, (await InstalledState.ReadAsync(client, Names, Cancellation)).History.Current!.Number);
    }

    private Task InstallAsync(IKubernetesClient client, InstallOptions options, OpenClawModelConfig config) =>
        new Installer(new(client, fixture.Cluster, options, config, OperationContext.Silent, TimeProvider.System), new()).RunAsync(Cancellation);
}
