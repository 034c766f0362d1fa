using System.Diagnostics;

namespace OpenClaw.PowerShell.Tests.Isolation;

public class LoadContextTests
{
    private static readonly string[] s_contested = ["Azure.Core", "Azure.ResourceManager", "System.ClientModel", "Microsoft.Identity.Client"];

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task The_core_gets_its_own_dependencies_whenever_other_modules_bring_theirs(string order)
    {
        var lines = await RunHostAsync(order);

        Assert.Contains("core loaded by import: False", lines);
        // The identity was refused; no type or method was missing.
        Assert.Contains("error: AzureSignInFailed", lines);
        var loaded = lines.Where(static line => line.Contains('|', StringComparison.Ordinal)).Select(static line => line.Split('|')).ToList();
        Assert.All(s_contested, name =>
        {
            Assert.Contains(loaded, entry => entry[0] == "Default" && entry[1] == name && entry[2] == "1.0.0.0");
            var ours = Assert.Single(loaded, entry => entry[0] == "OpenClaw" && entry[1] == name);
            Assert.Equal(Path.Combine(ModuleUnderTest.Directory, "dependencies", name + ".dll"), ours[3]);
        });
        Assert.Contains(loaded, static entry => entry[0] == "Default" && entry[1] == "Azure.Identity" && entry[2] == "1.0.0.0");
        Assert.Single(loaded, static entry => entry[1] == "OpenClaw.Core");
        // What the runtime has anyway is not brought in a second time.
        Assert.DoesNotContain(loaded, static entry => entry[0] == "OpenClaw" && entry[1] == "System.Text.Json");
    }

    private static async Task<string[]> RunHostAsync(string order)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [ModuleUnderTest.HostPath, ModuleUnderTest.Directory, order])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.TrimEntries);
    }
}
