using System.Buffers.Binary;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using OpenClaw.Sandbox.Kubernetes.Http;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>Port-forward over WebSocket channels: for port i, channel 2i carries the data and 2i+1 what went wrong.</summary>
internal static class ChannelPortForward
{
    /// <summary>The ports the query names; throws <see cref="StatusException"/> 400.</summary>
    public static IReadOnlyList<int> Ports(ApiRequest request)
    {
        var ports = new List<int>();
        foreach (var text in request.Context.Request.Query["ports"].SelectMany(p => (p ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
                throw Statuses.BadRequest($"unable to parse \"{text}\" as a port");
            ports.Add(port);
        }

        return ports.Count > 0 ? ports : throw Statuses.BadRequest("query parameter \"ports\" is required");
    }

    public static async Task RunAsync(WebSocket socket, IReadOnlyList<int> ports, PodConnector connector, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var channels = new ChannelSocket(socket);
        var pods = new Stream?[ports.Count];
        var down = new List<Task>();
        try
        {
            for (var i = 0; i < ports.Count; i++)
            {
                var port = new byte[2];
                BinaryPrimitives.WriteUInt16LittleEndian(port, (ushort)ports[i]);
                await channels.SendAsync((byte)(2 * i), port, stop.Token);
                await channels.SendAsync((byte)((2 * i) + 1), port, stop.Token);
            }

            for (var i = 0; i < ports.Count; i++)
            {
                var (pod, error) = await connector.ConnectAsync(ports[i], stop.Token);
                pods[i] = pod;
                if (pod is null) await channels.SendAsync((byte)((2 * i) + 1), Encoding.UTF8.GetBytes(error!), stop.Token);
                else down.Add(DownAsync(channels, (byte)(2 * i), pod, connector.BrokenOff(ports[i]), stop.Token));
            }

            var up = UpAsync(channels, pods, stop.Token);
            await Task.WhenAny(up, Task.WhenAll(down));
            await channels.CloseAsync(CancellationToken.None);
            await Task.WhenAny(up, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
            await stop.CancelAsync();
            await up;
            await Task.WhenAll(down);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            await stop.CancelAsync();
        }
        finally
        {
            foreach (var pod in pods.OfType<Stream>()) await pod.DisposeAsync();
        }
    }

    private static async Task DownAsync(ChannelSocket channels, byte channel, Stream pod, string brokenOff, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[32 * 1024];
            int count;
            while ((count = await PodConnector.ReadAsync(pod, buffer, cancellationToken)) > 0) await channels.SendAsync(channel, buffer.AsMemory(0, count), cancellationToken);
            if (count < 0) await channels.SendAsync((byte)(channel + 1), Encoding.UTF8.GetBytes(brokenOff), cancellationToken);
        }
        catch (Exception error) when (error is IOException or WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end is gone; the other is closed by the caller.
        }
    }

    private static async Task UpAsync(ChannelSocket channels, Stream?[] pods, CancellationToken cancellationToken)
    {
        try
        {
            while (await channels.ReceiveAsync(cancellationToken) is { } message)
            {
                if (message.Channel % 2 == 0 && message.Channel / 2 < pods.Length && pods[message.Channel / 2] is { } pod)
                    await pod.WriteAsync(message.Data, cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end is gone; the other is closed by the caller.
        }
    }
}
