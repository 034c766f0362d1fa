using System.Text.Json;

namespace OpenClaw.Sandbox.Tests.Hosting;

/// <summary>Runs the scenarios of npm/sandbox.mjs in one node process against one cluster, and keeps what came of them.</summary>
public sealed class NpmClients : IAsyncLifetime
{
    private readonly NpmFolder _npm = new(Path.Combine("Hosting", "npm"), "openclaw-kubernetes-client");
    private readonly HostedCluster _cluster = new();
    private Dictionary<string, string?> _results = [];

    /// <summary>Fails with the scenario's own error; skips when there is nothing to run it with.</summary>
    public void AssertPlayed(string scenario)
    {
        if (_npm.Missing is not null)
            Assert.Skip(_npm.Missing);
        Assert.True(_results.TryGetValue(scenario, out var error), "The scenario was not played.");
        Assert.True(error is null, error);
    }

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        if (await _npm.InstallAsync(limit.Token) is not { } folder)
            return;
        var (code, output) = await _npm.RunAsync("node", ["sandbox.mjs"], folder, new() { ["KUBECONFIG"] = _cluster.KubeConfig }, limit.Token);
        if (_npm.Missing is not null)
            return;
        Assert.True(code == 0, output);
        _results = JsonSerializer.Deserialize<Dictionary<string, string?>>(output)!;
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
