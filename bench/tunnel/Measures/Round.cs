using System.Diagnostics;
using System.Net.Sockets;
using OpenClaw.Bench.Contenders;
using OpenClaw.Bench.Load;

namespace OpenClaw.Bench.Measures;

/// <summary>Measures a running forwarder once.</summary>
/// <param name="forwarder">The forwarder.</param>
/// <param name="sizes">How much.</param>
internal sealed class Round(Forwarder forwarder, Sizes sizes)
{
    private const int Parallel = 8;
    private const double Mega = 1e6;

    /// <summary>Everything that is measured without delay.</summary>
    public async Task<Dictionary<Figure, double>> NearAsync()
    {
        var idle = forwarder.Memory / Mega;
        await WarmUpAsync();
        var found = new Dictionary<Figure, double>
        {
            [Figure.Idle] = idle,
            [Figure.Download1] = await DownloadAsync(1, sizes.Megabytes),
        };
        using (var memory = new MemoryPeak(forwarder))
        {
            found[Figure.Download8] = await DownloadAsync(Parallel, sizes.Megabytes / 4);
            found[Figure.Memory] = (await memory.EndAsync() / Mega) - idle;
        }

        found[Figure.Upload1] = Upload();
        (found[Figure.NewP50], found[Figure.NewP99]) = Percentiles(NewConnections(sizes.Requests));
        found[Figure.KeptP50] = Percentiles(KeptConnection()).P50;
        found[Figure.Unharmed] = BesideSleeper();
        return found;
    }

    /// <summary>What is measured over the delayed network.</summary>
    public Dictionary<Figure, double> Far()
    {
        NewConnections(5);
        var (p50, p99) = Percentiles(NewConnections(sizes.FarRequests));
        return new() { [Figure.FarP50] = p50, [Figure.FarP99] = p99 };
    }

    // People leave a tunnel open: what counts is not its first second.
    private async Task WarmUpAsync()
    {
        await DownloadAsync(2, sizes.Megabytes / 8);
        Upload();
        NewConnections(30);
    }

    private async Task<double> DownloadAsync(int count, int megabytes)
    {
        var connections = Enumerable.Range(0, count).Select(_ => HttpConnection.Open(forwarder.Port)).ToList();
        try
        {
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(connections.Select(connection => Task.Factory.StartNew(
                () => connection.Read(connection.Ask($"/bytes?size={megabytes * Mega:0}").Length, null),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            return count * megabytes / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            connections.ForEach(static c => c.Dispose());
        }
    }

    private double Upload()
    {
        var block = new byte[256 * 1024];
        using var connection = HttpConnection.Open(forwarder.Port);
        var watch = Stopwatch.StartNew();
        var (status, body) = connection.Post("/sink", (long)(sizes.Megabytes * Mega), count => block.AsMemory(0, count));
        return status == 200 && body == FormattableString.Invariant($"{sizes.Megabytes * Mega:0}")
            ? sizes.Megabytes / watch.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"The upload was answered {status} {body}.");
    }

    private List<double> NewConnections(int count)
    {
        var times = new List<double>(count);
        for (var i = 0; i < count; i++)
        {
            var watch = Stopwatch.StartNew();
            using var connection = HttpConnection.Open(forwarder.Port);
            Small(connection);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private List<double> KeptConnection()
    {
        var times = new List<double>(sizes.KeptRequests);
        using var connection = HttpConnection.Open(forwarder.Port);
        for (var i = 0; i < sizes.KeptRequests; i++)
        {
            var watch = Stopwatch.StartNew();
            Small(connection);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private double BesideSleeper()
    {
        var without = DownloadFor(sizes.BesideSleeper);
        using var sleeper = HttpConnection.Open(forwarder.Port);
        sleeper.Ask("/bytes?size=4000000000");
        // Until the buffers on its way are full.
        Thread.Sleep(TimeSpan.FromSeconds(2));
        return DownloadFor(sizes.BesideSleeper) / without;
    }

    private double DownloadFor(TimeSpan time)
    {
        using var connection = HttpConnection.Open(forwarder.Port, time);
        long bytes = 0;
        var watch = Stopwatch.StartNew();
        try
        {
            connection.Ask("/bytes?size=100000000000");
            while (watch.Elapsed < time)
                bytes += connection.ReadSome();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // Nothing came for the whole time.
        }

        return bytes / Mega / watch.Elapsed.TotalSeconds;
    }

    private static void Small(HttpConnection connection)
    {
        if (connection.Get("/small") is not (200, "ok"))
            throw new InvalidOperationException("The pod answered something else.");
    }

    private static (double P50, double P99) Percentiles(List<double> times)
    {
        times.Sort();
        return (times[times.Count / 2], times[(int)Math.Ceiling(times.Count * 0.99) - 1]);
    }
}
