using System.Security.Cryptography;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;
using OpenClaw.Tests.Flow;

namespace OpenClaw.Tests.Tunnels;

/// <summary>
/// The tunnel through real pod deletions in the sandbox's process, as many as OPENCLAW_TEST_POD_DELETIONS says (2 unless it says
/// otherwise).
/// </summary>
public sealed class TunnelSandboxTests(FlowSandbox sandbox) : IClassFixture<FlowSandbox>
{
    private static readonly InstallOptions Options = new() { ModelName = "gpt-5.2", Timeout = TimeSpan.FromMinutes(3) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_sent_after_the_new_pod_is_ready_succeeds()
    {
        var deletions = int.Parse(Environment.GetEnvironmentVariable("OPENCLAW_TEST_POD_DELETIONS") ?? "2", null);
        var instance = await sandbox.InstallAsync(Options, Stop);
        using var client = await sandbox.ConnectAsync(Stop);
        await using var tunnel = await OpenClawTunnel.StartAsync(instance, new() { LocalPort = 0 }, sandbox.Context, Stop);
        var address = new Uri(tunnel.LocalAddress);
        var whole = Convert.ToHexString(SHA256.HashData(await GetAsync(address)));

        // Odd while a pod is being replaced.
        var period = 0;
        var (served, broken) = (0, 0);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var clients = Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                var started = Volatile.Read(ref period);
                try
                {
                    Assert.Equal(whole, Convert.ToHexString(SHA256.HashData(await GetAsync(address))));
                    Interlocked.Increment(ref served);
                }
                catch (HttpRequestException) when (started % 2 == 1 || Volatile.Read(ref period) != started)
                {
                    Interlocked.Increment(ref broken);
                }

                await Task.Delay(20, Stop);
            }
        })).ToList();

        for (var i = 0; i < deletions; i++)
        {
            var pod = await ReadyPodAsync(client, "");
            Interlocked.Increment(ref period);
            await client.DeleteAsync(new(ResourceKind.Pod, Options.Namespace, pod), Stop);
            await ReadyPodAsync(client, pod);
            Interlocked.Increment(ref period);
            var target = Volatile.Read(ref served) + 64;
            while (Volatile.Read(ref served) < target && !clients.Exists(static c => c.IsFaulted))
                await Task.Delay(20, Stop);
        }

        await end.CancelAsync();
        await Task.WhenAll(clients);
        TestContext.Current.SendDiagnosticMessage("{0} deletions, {1} served, {2} told that they broke", deletions, served, broken);
    }

    private static async Task<byte[]> GetAsync(Uri address)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await http.GetByteArrayAsync(address, Stop);
    }

    private static async Task<string> ReadyPodAsync(IKubernetesClient client, string not)
    {
        await foreach (var change in client.WatchAsync(ResourceKind.Pod, Options.Namespace, "app=" + Options.Name, null, Stop))
        {
            if (change.Object is { } pod && RolloutProgress.IsReady(pod) && pod.Child("metadata").Text("deletionTimestamp") is null
                && pod.Child("metadata").Text("name") is { } name && name != not)
            {
                return name;
            }
        }

        throw new InvalidOperationException("The watch ended.");
    }
}
