using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;

namespace OpenClaw.Tunnel;

public sealed class WebSocketTests(RealNode node) : IClassFixture<RealNode>
{
    private const string MinutesVariable = "OPENCLAW_TEST_MINUTES";
    private const int Sockets = 4;

    [Fact]
    public async Task WebSockets_run_through_it_for_ten_minutes()
    {
        await using var tunnel = await node.StartAsync();
        var time = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable(MinutesVariable) ?? "10", CultureInfo.InvariantCulture));
        var counts = await Task.WhenAll(Enumerable.Range(0, Sockets).Select(i => EchoAsync(tunnel.Port, i, time)));
        TestContext.Current.TestOutputHelper!.WriteLine($"{counts.Sum()} messages there and back");
    }

    private static async Task<int> EchoAsync(int port, int number, TimeSpan time)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var random = new Random(number);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new($"ws://127.0.0.1:{port}/ws"), cancellationToken);
        var (sent, received) = (new byte[64 * 1024], new byte[64 * 1024]);
        var count = 0;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time; count++)
        {
            var length = random.Next(1, random.Next(10) == 0 ? sent.Length : 2000);
            random.NextBytes(sent.AsSpan(0, length));
            await socket.SendAsync(sent.AsMemory(0, length), WebSocketMessageType.Binary, true, cancellationToken);
            var got = 0;
            for (ValueWebSocketReceiveResult part = default; !part.EndOfMessage; got += part.Count)
                part = await socket.ReceiveAsync(received.AsMemory(got), cancellationToken);
            Assert.True(sent.AsSpan(0, length).SequenceEqual(received.AsSpan(0, got)), $"Message {count} came back changed.");
            // As a person uses a page: bursts and pauses.
            await Task.Delay(random.Next(20) == 0 ? random.Next(3000) : random.Next(100), cancellationToken);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        return count;
    }
}
