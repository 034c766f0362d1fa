using System.Security.Cryptography;
using System.Text;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Flow;

/// <summary>Commands in a container of the sandbox, through its API server.</summary>
public sealed class ExecTests(FlowSandbox sandbox) : IClassFixture<FlowSandbox>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_and_exit_codes_come_back_as_they_were()
    {
        using var client = await sandbox.ConnectAsync(Cancellation);
        var pod = await PodAsync(client);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var echo = new ExecCommand("openclaw", "echo", "a b", "&", "ä") { Output = output };
        Assert.Equal(0, await client.ExecAsync("openclaw-ns", pod, echo, Cancellation));
        Assert.Equal("a b & ä\n", Encoding.UTF8.GetString(output.ToArray()));

        var failing = new ExecCommand("openclaw", "sh", "-c", "cat /no/such/file; exit 42") { Output = output, Error = error };
        output.SetLength(0);
        Assert.Equal(42, await client.ExecAsync("openclaw-ns", pod, failing, Cancellation));
        Assert.Equal(0, output.Length);
        Assert.Contains("/no/such/file", Encoding.UTF8.GetString(error.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_in_is_what_comes_out()
    {
        using var client = await sandbox.ConnectAsync(Cancellation);
        var pod = await PodAsync(client);
        var data = RandomNumberGenerator.GetBytes(3_000_001);
        using var output = new MemoryStream();
        var cat = new ExecCommand("openclaw", "cat") { Input = new MemoryStream(data), Output = output };
        Assert.Equal(0, await client.ExecAsync("openclaw-ns", pod, cat, Cancellation));
        Assert.Equal(SHA256.HashData(data), SHA256.HashData(output.ToArray()));
    }

    [Fact]
    public async Task A_command_that_cannot_run_and_one_that_is_not_waited_for_are_said()
    {
        using var client = await sandbox.ConnectAsync(Cancellation);
        var pod = await PodAsync(client);
        var error = await Assert.ThrowsAsync<KubernetesException>(
            () => client.ExecAsync("openclaw-ns", "no-such-pod", new("openclaw", "true"), Cancellation));
        Assert.Equal(ErrorKind.NotFound, error.Kind);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var sleeping = client.ExecAsync("openclaw-ns", pod, new("openclaw", "sleep", "600"), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
    }

    private async Task<string> PodAsync(IKubernetesClient client)
    {
        await sandbox.InstallAsync(new() { ModelName = "gpt-5.2", Timeout = TimeSpan.FromMinutes(2) }, Cancellation);
        var pods = await client.ListAsync(ResourceKind.Pod, "openclaw-ns", "app=openclaw", null, Cancellation);
        return Assert.Single(pods).Child("metadata").Text("name")!;
    }
}
