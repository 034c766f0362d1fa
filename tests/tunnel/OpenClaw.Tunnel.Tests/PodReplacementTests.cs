using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using OpenClaw.Bench.Load;

namespace OpenClaw.Tunnel;

public sealed class PodReplacementTests(RealNode node) : IClassFixture<RealNode>
{
    private const int Clients = 64;
    private const int Deletions = 20;

    [Fact]
    public async Task Requests_survive_twenty_pod_deletions()
    {
        var instance = node.Instance;
        await using var tunnel = await node.StartAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var requests = new ConcurrentBag<Request>();
        var clients = Enumerable.Range(0, Clients)
            .Select(i => Task.Factory.StartNew(() => Ask(tunnel.Port, i, requests, end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToList();

        // Pairs of when a pod was ready and when it was deleted.
        var calm = new List<(long From, long To)>();
        var (pod, ready) = (await instance.PodAsync(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Deletions; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), end.Token);
            calm.Add((ready, Stopwatch.GetTimestamp()));
            await instance.DeletePodAsync(pod);
            pod = await instance.WaitForNextAsync(pod);
            ready = Stopwatch.GetTimestamp();
        }

        await Task.Delay(TimeSpan.FromSeconds(2), end.Token);
        calm.Add((ready, Stopwatch.GetTimestamp()));
        await end.CancelAsync();
        await Task.WhenAll(clients);

        var failures = requests.Where(static r => r.Outcome != Outcome.Right).ToList();
        var outcomes = string.Join(", ", requests.CountBy(static r => r.Outcome).Select(static c => $"{c.Value} {c.Key}"));
        var longest = requests.Where(static r => r.Outcome == Outcome.Right).Max(static r => r.To - r.From);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcomes}; the longest that succeeded took {Stopwatch.GetElapsedTime(0, longest).TotalSeconds:0.0} s"));
        Assert.DoesNotContain(requests, static r => r.Outcome is Outcome.Wrong or Outcome.Truncated);
        Assert.DoesNotContain(failures, f => calm.Any(c => f.From >= c.From && f.To <= c.To));
        Assert.False(tunnel.HasExited);
        Assert.DoesNotContain(instance.Canary, tunnel.Printed.ToString(), StringComparison.Ordinal);
    }

    private static void Ask(int port, int client, ConcurrentBag<Request> requests, CancellationToken cancellationToken)
    {
        var random = new Random(client);
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            var (tag, size) = ($"c{client}-{i}", random.Next(1, 100_000));
            var from = Stopwatch.GetTimestamp();
            requests.Add(new(from, Ask(port, tag, size), Stopwatch.GetTimestamp()));
        }
    }

    private static Outcome Ask(int port, string tag, int size)
    {
        try
        {
            using var connection = HttpConnection.Open(port);
            var (status, body) = connection.Get($"/pattern?tag={tag}&size={size}");
            return status == 200 && body == Pattern.Of(tag, size) ? Outcome.Right : Outcome.Wrong;
        }
        catch (SocketException)
        {
            return Outcome.Reset;
        }
        catch (IOException)
        {
            return Outcome.Truncated;
        }
    }

    private enum Outcome
    {
        Right,
        Reset,
        Truncated,
        Wrong,
    }

    private sealed record Request(long From, Outcome Outcome, long To);
}
