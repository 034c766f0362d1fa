using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static OpenClaw.Tests.Tunnels.TunnelClient;

namespace OpenClaw.Tests.Tunnels;

/// <summary>WebSocket traffic, as the Control UI's, for as long as OPENCLAW_TEST_TUNNEL_SECONDS says (20 unless it says otherwise).</summary>
public sealed class TunnelWebSocketTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_message_comes_back_whole_and_in_order()
    {
        var length = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("OPENCLAW_TEST_TUNNEL_SECONDS") ?? "20", null));
        await using var gateway = await EchoAsync();
        var port = new Uri(gateway.Urls.Single()).Port;
        await using var cluster = await PortForwardCluster.StartAsync();
        cluster.Ready("pod-1", stream => BridgeAsync(stream, port));
        await using var tunnel = await StartAsync(cluster);
        var changes = tunnel.Changes();

        var messages = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => TalkAsync(tunnel, i, length)));
        Assert.All(messages, static m => Assert.True(m > 50));
        Assert.Equal((TunnelState.Connected, null), (tunnel.State, tunnel.LastError));
        Assert.False(changes.TryRead(out _));
    }

    private static async Task<int> TalkAsync(OpenClawTunnel tunnel, int client, TimeSpan length)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{tunnel.LocalPort}/"), Stop);
        var random = new Random(client);
        var answer = new byte[64 * 1024];
        var end = DateTime.UtcNow + length;
        for (var count = 0; ; count++)
        {
            if (DateTime.UtcNow > end)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Stop);
                return count;
            }

            // Mostly small ones with pauses between, now and then a large one, as a chat has them.
            var message = RandomNumberGenerator.GetBytes(random.Next(10) == 0 ? random.Next(1, answer.Length) : random.Next(1, 500));
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, Stop);
            var got = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(answer.AsMemory(got), Stop).AsTask().WaitAsync(Soon, Stop);
                got += part.Count;
            }
            while (!part.EndOfMessage);
            Assert.True(answer.AsSpan(0, got).SequenceEqual(message));
            await Task.Delay(random.Next(5, 100), Stop);
        }
    }

    private static async Task<WebApplication> EchoAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(static async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = StatusCodes.Status200OK;
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[16 * 1024];
            while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is var part && part.MessageType != WebSocketMessageType.Close)
                await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, context.RequestAborted);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
        await app.StartAsync(Stop);
        return app;
    }

    private static async Task BridgeAsync(Stream pod, int port)
    {
        using var gateway = new TcpClient();
        await gateway.ConnectAsync(IPAddress.Loopback, port);
        var stream = gateway.GetStream();
        var up = pod.CopyToAsync(stream);
        await Task.WhenAny(up, stream.CopyToAsync(pod));
        await pod.FlushAsync();
    }
}
