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

    private Sizes Sizes => sizes;

    /// <summary>What is measured without delay, each by itself, so that contenders can take turns at each.</summary>
    public static IReadOnlyList<Func<Round, Task<Dictionary<Figure, double>>>> Near { get; } =
    [
        async static r => new() { [Figure.Download1] = await r.DownloadAsync(1, r.Sizes.Megabytes) },
        async static r => new() { [Figure.Download8] = await r.DownloadAsync(Parallel, r.Sizes.Megabytes / 4) },
        static r => Task.FromResult<Dictionary<Figure, double>>(new() { [Figure.Upload1] = r.Upload() }),
        static r => Task.FromResult(Both(r.NewConnections(r.Sizes.Requests), Figure.NewP50, Figure.NewP99)),
        static r => Task.FromResult<Dictionary<Figure, double>>(new() { [Figure.KeptP50] = Percentiles(r.KeptConnection()).P50 }),
    ];

    /// <summary>What is measured over the delayed network.</summary>
    public Dictionary<Figure, double> Far()
    {
        NewConnections(10);
        return Both(NewConnections(Sizes.FarRequests), Figure.FarP50, Figure.FarP99);
    }

    /// <summary>What leaves a forwarder in a state of its own: measured on a fresh one.</summary>
    public Dictionary<Figure, double> Sleeper() => new() { [Figure.Unharmed] = BesideSleeper() };

    /// <summary>The memory of a fresh forwarder, and what eight downloads add to it; then everything is warm.</summary>
    public async Task<Dictionary<Figure, double>> WarmUpAsync()
    {
        var idle = forwarder.Memory / Mega;
        using var memory = new MemoryPeak(forwarder);
        await DownloadAsync(Parallel, Sizes.Megabytes / 4);
        var found = new Dictionary<Figure, double> { [Figure.Idle] = idle, [Figure.Memory] = (await memory.EndAsync() / Mega) - idle };
        Upload();
        NewConnections(50);
        return found;
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
        var (status, body) = connection.Post("/sink", (long)(Sizes.Megabytes * Mega), count => block.AsMemory(0, count));
        return status == 200 && body == FormattableString.Invariant($"{Sizes.Megabytes * Mega:0}")
            ? Sizes.Megabytes / watch.Elapsed.TotalSeconds
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
        var times = new List<double>(Sizes.KeptRequests);
        using var connection = HttpConnection.Open(forwarder.Port);
        for (var i = 0; i < Sizes.KeptRequests; i++)
        {
            var watch = Stopwatch.StartNew();
            Small(connection);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private double BesideSleeper()
    {
        var without = DownloadFor(Sizes.BesideSleeper);
        using var sleeper = HttpConnection.Open(forwarder.Port);
        sleeper.Ask("/bytes?size=4000000000");
        // Until the buffers on its way are full.
        Thread.Sleep(TimeSpan.FromSeconds(2));
        return DownloadFor(Sizes.BesideSleeper) / without;
    }

    private double DownloadFor(TimeSpan time)
    {
        long bytes = 0;
        var watch = Stopwatch.StartNew();
        try
        {
            using var connection = HttpConnection.Open(forwarder.Port, time);
            connection.Ask("/bytes?size=100000000000");
            while (watch.Elapsed < time)
                bytes += connection.ReadSome();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // It was not taken, or nothing came for the whole time.
        }

        return bytes / Mega / watch.Elapsed.TotalSeconds;
    }

    private static void Small(HttpConnection connection)
    {
        if (connection.Get("/small") is not (200, "ok"))
            throw new InvalidOperationException("The pod answered something else.");
    }

    private static Dictionary<Figure, double> Both(List<double> times, Figure p50, Figure p99)
    {
        var found = Percentiles(times);
        return new() { [p50] = found.P50, [p99] = found.P99 };
    }

    private static (double P50, double P99) Percentiles(List<double> times)
    {
        times.Sort();
        return (times[times.Count / 2], times[(int)Math.Ceiling(times.Count * 0.99) - 1]);
    }
}
