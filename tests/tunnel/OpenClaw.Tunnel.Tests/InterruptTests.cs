using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenClaw.Bench.Load;

namespace OpenClaw.Tunnel;

public sealed class InterruptTests(RealNode node) : IClassFixture<RealNode>
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Ctrl_C_at_any_moment_ends_it_at_once_and_frees_the_port()
    {
        var times = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            await using var tunnel = await node.StartAsync();
            using var idle = HttpConnection.Open(tunnel.Port);
            var loads = Enumerable.Range(0, i).Select(_ => Task.Factory.StartNew(
                () => Download(tunnel.Port), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
            await Task.Delay(Random.Shared.Next(1000), TestContext.Current.CancellationToken);

            var (time, _) = await tunnel.InterruptAsync();

            times.Add(time.TotalSeconds);
            Assert.True(time < AtOnce, string.Create(CultureInfo.InvariantCulture, $"It took {time.TotalSeconds:0.0} s."));
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = false };
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, tunnel.Port));
            await Task.WhenAll(loads);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at most {times.Max():0.00} s"));
    }

    private static void Download(int port)
    {
        try
        {
            using var connection = HttpConnection.Open(port);
            connection.Ask("/bytes?size=100000000000");
            while (connection.ReadSome() > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The tunnel has ended.
        }
    }
}
