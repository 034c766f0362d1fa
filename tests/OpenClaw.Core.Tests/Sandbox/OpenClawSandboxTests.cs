using OpenClaw.Operations;
using OpenClaw.Sandbox;

namespace OpenClaw.Tests.Sandbox;

public sealed class OpenClawSandboxTests
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "sandbox", "OpenClaw.Sandbox.dll");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_starts_fills_in_how_to_sign_in_and_stops()
    {
        var sandbox = await OpenClawSandbox.StartAsync(Assembly, OperationContext.Silent, Cancellation);
        Assert.True(sandbox.IsRunning);
        Assert.Contains(sandbox, OpenClawSandbox.Running);
        Assert.Equal(sandbox.SubscriptionId, sandbox.SignIn.Subscription);
        Assert.Equal(sandbox.ResourceManagerEndpoint, sandbox.SignIn.ResourceManagerEndpoint);
        Assert.True(File.Exists(sandbox.ModelConfig));

        await sandbox.StopAsync(Cancellation);
        Assert.False(sandbox.IsRunning);
        Assert.DoesNotContain(sandbox, OpenClawSandbox.Running);
        Assert.False(Directory.Exists(sandbox.HomePath));
        await sandbox.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_cancelled_start_leaves_no_process()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var start = OpenClawSandbox.StartAsync(Assembly, OperationContext.Silent, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task A_program_that_ends_is_reported_with_what_it_said()
    {
        var library = typeof(OpenClawException).Assembly.Location;
        var error = await Assert.ThrowsAsync<OpenClawException>(() => OpenClawSandbox.StartAsync(library, OperationContext.Silent, Cancellation));
        Assert.Equal("SandboxStartFailed", error.ErrorId);
        Assert.DoesNotContain("It said: nothing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var missing = Path.Combine(AppContext.BaseDirectory, "no-such-folder", "OpenClaw.Sandbox.dll");
        var error = await Assert.ThrowsAsync<OpenClawException>(() => OpenClawSandbox.StartAsync(missing, OperationContext.Silent, Cancellation));
        Assert.Equal(("SandboxAssemblyMissing", ErrorKind.NotFound), (error.ErrorId, error.Kind));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dotnet_is_taken_from_its_root_before_the_path()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var root = Path.Combine(Path.GetTempPath(), "root");
        var path = Path.Combine(Path.GetTempPath(), "path");
        string? Environment(string variable) => variable switch { "DOTNET_ROOT" => root, "PATH" => path, _ => null };
        Assert.Equal(Path.Combine(root, name), DotnetProgram.Find(Environment, static _ => true));
        Assert.Equal(Path.Combine(path, name), DotnetProgram.Find(Environment, file => file.StartsWith(path, StringComparison.Ordinal)));
        var error = Assert.Throws<OpenClawException>(() => DotnetProgram.Find(Environment, static _ => false));
        Assert.Equal("SandboxRuntimeMissing", error.ErrorId);
    }
}
