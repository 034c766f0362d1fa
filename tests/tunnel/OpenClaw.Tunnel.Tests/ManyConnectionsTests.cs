using System.Globalization;
using OpenClaw.Bench.Load;

namespace OpenClaw.Tunnel;

public sealed class ManyConnectionsTests(RealNode node) : IClassFixture<RealNode>
{
    private const int Parallel = 500;
    private const int Rounds = 10;
    private const long AllowedGrowth = 20_000_000;

    [Fact]
    public async Task Five_hundred_connections_ten_times_leave_nothing_behind()
    {
        await using var tunnel = await node.StartAsync();
        var after = new List<(int Sockets, long Threads, long Memory)>();
        for (var round = 0; round < Rounds; round++)
        {
            using var allOpen = new CountdownEvent(Parallel);
            await Task.WhenAll(Enumerable.Range(0, Parallel).Select(i => Task.Factory.StartNew(
                () =>
                {
                    using var connection = HttpConnection.Open(tunnel.Port);
                    try
                    {
                        Check(connection, i);
                    }
                    finally
                    {
                        allOpen.Signal();
                    }

                    // All are open at once, and each still answers.
                    allOpen.Wait(TestContext.Current.CancellationToken);
                    Check(connection, i);
                },
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            await Wait.UntilAsync(() => after.Count == 0 ? tunnel.Sockets < Parallel / 4 : tunnel.Sockets <= after[0].Sockets, TimeSpan.FromSeconds(30));
            after.Add((tunnel.Sockets, tunnel.Threads, tunnel.Memory));
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', after.Select(static a =>
            string.Create(CultureInfo.InvariantCulture, $"{a.Sockets} sockets, {a.Threads} threads, {a.Memory / 1_000_000} MB"))));
        Assert.True(after[^1].Sockets <= after[0].Sockets, "Sockets were left behind.");
        // The first rounds fill pools and compile code; from then on memory stays where it is.
        Assert.True(after[^1].Memory <= after[4].Memory + AllowedGrowth, "Memory was left behind.");
    }

    private static void Check(HttpConnection connection, int i)
    {
        var (status, body) = connection.Get($"/pattern?tag=c{i}&size=1000");
        Assert.Equal(200, status);
        Assert.Equal(Pattern.Of($"c{i}", 1000), body);
    }
}
