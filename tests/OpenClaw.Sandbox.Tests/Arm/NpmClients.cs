using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace OpenClaw.Sandbox.Tests.Arm;

/// <summary>Runs the scenarios of npm/sandbox.mjs in one node process, each against a server of its own, and keeps what came of them.</summary>
public sealed class NpmClients : IAsyncLifetime
{
    private static readonly string[] Offline =
        ["ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "ECONNRESET", "ENOTCACHED", "ERR_SOCKET_TIMEOUT"];

    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "Arm", "npm");

    private Dictionary<string, string?> _results = [];
    private string? _missing;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Fails with the scenario's own error; skips when there is nothing to run it with.</summary>
    public void AssertPlayed(string scenario)
    {
        if (_missing is not null)
            Assert.Skip(_missing);
        Assert.True(_results.TryGetValue(scenario, out var error), "The scenario was not played.");
        Assert.True(error is null, error);
    }

    public async ValueTask InitializeAsync()
    {
        if (await InstallAsync() is not { } folder)
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
            var (code, output) = await RunAsync("node", ["sandbox.mjs"], folder, new()
            {
                ["NODE_EXTRA_CA_CERTS"] = authority,
                ["ARM_ENDPOINTS"] = JsonSerializer.Serialize(
                    servers.ToDictionary(server => server.Key, server => server.Value.Endpoint.GetLeftPart(UriPartial.Authority))),
                ["ARM_SUBSCRIPTION"] = ArmServer.SubscriptionId,
                ["ARM_TOKEN"] = ArmServer.Token,
            });
            if (_missing is null)
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

    /// <summary>Installs the clients once per version of the scripts, in a folder that later runs find again.</summary>
    private async Task<string?> InstallAsync()
    {
        var stamp = Convert.ToHexStringLower(SHA256.HashData(
            [.. await File.ReadAllBytesAsync(Path.Combine(Scripts, "package-lock.json"), Cancelled),
             .. await File.ReadAllBytesAsync(Path.Combine(Scripts, "sandbox.mjs"), Cancelled)]))[..16];
        var folder = Path.Combine(Path.GetTempPath(), $"openclaw-arm-clients-{stamp}");
        if (Directory.Exists(folder))
            return folder;

        var making = Directory.CreateTempSubdirectory("openclaw-arm-clients-").FullName;
        foreach (var file in Directory.GetFiles(Scripts))
            File.Copy(file, Path.Combine(making, Path.GetFileName(file)));
        try
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (code, output) = await RunAsync(npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], making, []);
            if (code != 0 && Offline.Any(sign => output.Contains(sign, StringComparison.Ordinal)))
                _missing = $"The npm registry cannot be reached: {output}";
            if (_missing is not null)
                return null;
            Assert.True(code == 0, output);
            Directory.Move(making, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another run was faster; its folder is as good.
        }
        finally
        {
            if (Directory.Exists(making))
                Directory.Delete(making, recursive: true);
        }

        return folder;
    }

    private async Task<(int Code, string Output)> RunAsync(
        string program, string[] arguments, string folder, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            _missing = $"{program} is not on PATH: install Node.js 20 or later to run Microsoft's JavaScript clients against the sandbox.";
            return (-1, "");
        }

        using (process)
        {
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(Cancelled);
                var error = process.StandardError.ReadToEndAsync(Cancelled);
                await process.WaitForExitAsync(Cancelled);
                return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await error);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
    }
}
