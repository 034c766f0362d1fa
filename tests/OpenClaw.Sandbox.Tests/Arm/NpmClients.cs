using System.Text.Json;

namespace OpenClaw.Sandbox.Tests.Arm;

/// <summary>Runs the scenarios of npm/sandbox.mjs in one node process, each against a server of its own, and keeps what came of them.</summary>
public sealed class NpmClients : IAsyncLifetime
{
    private readonly NpmFolder _npm = new(Path.Combine("Arm", "npm"), "openclaw-arm-clients");
    private Dictionary<string, string?> _results = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

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
        if (await _npm.InstallAsync(Cancelled) is not { } folder)
            return;
        var authority = Path.Combine(folder, Path.GetRandomFileName() + ".pem");
        var servers = new Dictionary<string, ArmServer>();
        try
        {
            foreach (var scenario in (string[])["lifecycle", "refusals", "failedCreate", "registration"])
                servers.Add(scenario, await ArmServer.StartAsync(TimeSpan.FromMilliseconds(150)));
            servers["failedCreate"].Manager.ProvisioningFailure = ("AksCapacityHeavyUsage", "AKS is seeing heavy demand.");
            servers["registration"].Manager.RegistrationStates["Microsoft.ContainerService"] = "NotRegistered";
            await File.WriteAllTextAsync(authority, ArmServer.AuthorityPem, Cancelled);
            var (code, output) = await _npm.RunAsync("node", ["sandbox.mjs"], folder, new()
            {
                ["NODE_EXTRA_CA_CERTS"] = authority,
                ["ARM_ENDPOINTS"] = JsonSerializer.Serialize(
                    servers.ToDictionary(server => server.Key, server => server.Value.Endpoint.GetLeftPart(UriPartial.Authority))),
                ["ARM_SUBSCRIPTION"] = ArmServer.SubscriptionId,
                ["ARM_TOKEN"] = ArmServer.Token,
            }, Cancelled);
            if (_npm.Missing is null)
            {
                Assert.True(code == 0, output);
                _results = JsonSerializer.Deserialize<Dictionary<string, string?>>(output)!;
            }
        }
        finally
        {
            File.Delete(authority);
            foreach (var server in servers.Values)
                await server.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
