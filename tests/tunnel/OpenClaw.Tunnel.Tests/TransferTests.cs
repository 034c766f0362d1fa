using System.Security.Cryptography;
using OpenClaw.Bench.Load;

namespace OpenClaw.Tunnel;

public sealed class TransferTests(RealNode node) : IClassFixture<RealNode>
{
    private const long TwoGigabytes = 2L << 30;

    [Fact]
    public async Task Two_gigabytes_down_arrive_as_they_were_sent()
    {
        await using var tunnel = await node.StartAsync();
        using var connection = HttpConnection.Open(tunnel.Port);
        var (status, length) = connection.Ask($"/random?id=down&size={TwoGigabytes}");
        var hash = connection.ReadHash(length);
        Assert.Equal((200, TwoGigabytes), (status, length));
        Assert.Equal(connection.Get("/hash?id=down").Body, hash);
    }

    [Fact]
    public async Task Two_gigabytes_up_arrive_as_they_were_sent()
    {
        await using var tunnel = await node.StartAsync();
        using var connection = HttpConnection.Open(tunnel.Port);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[256 * 1024];
        var (status, body) = connection.Post("/sink?hash", TwoGigabytes, count =>
        {
            RandomNumberGenerator.Fill(block.AsSpan(0, count));
            hash.AppendData(block, 0, count);
            return block.AsMemory(0, count);
        });
        Assert.Equal((200, $"{TwoGigabytes} {Convert.ToHexStringLower(hash.GetHashAndReset())}"), (status, body));
    }
}
