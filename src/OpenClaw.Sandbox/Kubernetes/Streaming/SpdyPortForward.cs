using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using OpenClaw.Sandbox.Kubernetes.Spdy;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>Port-forward over SPDY: for each TCP connection the client opens an error stream and a data stream with the same requestID.</summary>
internal static class SpdyPortForward
{
    public static async Task RunAsync(Stream transport, PodConnector connector, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var connection = new SpdyConnection(transport);
        var halves = new ConcurrentDictionary<string, SpdyStream>();
        var forwards = new ConcurrentDictionary<int, Task>();
        var count = 0;
        try
        {
            await connection.RunAsync(
                stream =>
                {
                    var id = stream.Headers.GetValueOrDefault("requestID") ?? stream.Id.ToString(CultureInfo.InvariantCulture);
                    if (!halves.TryRemove(id, out var other))
                    {
                        halves[id] = stream;
                        return;
                    }

                    var isData = stream.Headers.GetValueOrDefault("streamType") == "data";
                    forwards[count++] = ForwardAsync(isData ? stream : other, isData ? other : stream, connector, stop.Token);
                },
                stop.Token);
        }
        catch (Exception error) when (IsGone(error))
        {
            // The client hung up.
        }

        await stop.CancelAsync();
        await Task.WhenAll(forwards.Values);
        using var farewell = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await connection.GoAwayAsync(farewell.Token);
    }

    private static async Task ForwardAsync(SpdyStream data, SpdyStream errors, PodConnector connector, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, data.Gone);
        await errors.Input.CompleteAsync();
        try
        {
            var port = int.Parse(data.Headers.GetValueOrDefault("port") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture);
            var (pod, error) = await connector.ConnectAsync(port, stop.Token);
            if (pod is not null)
            {
                await using (pod)
                {
                    if (!await CopyAsync(data, pod, stop.Token)) error = connector.BrokenOff(port);
                }
            }

            if (error is not null) await errors.WriteAsync(Encoding.UTF8.GetBytes(error), stop.Token);
            await data.EndAsync(stop.Token);
            await errors.EndAsync(stop.Token);
        }
        catch (Exception error) when (IsGone(error) || error is FormatException)
        {
            // Either end is gone, or the port is no number.
        }

        await data.Input.CompleteAsync();
    }

    // False when the pod broke off.
    private static async Task<bool> CopyAsync(SpdyStream data, Stream pod, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = UpAsync(data, pod, stop.Token);
        var buffer = new byte[32 * 1024];
        int count;
        while ((count = await PodConnector.ReadAsync(pod, buffer, cancellationToken)) > 0) await data.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        await stop.CancelAsync();
        await up;
        return count == 0;
    }

    private static async Task UpAsync(SpdyStream data, Stream pod, CancellationToken cancellationToken)
    {
        try
        {
            await data.Input.CopyToAsync(pod, cancellationToken);
            HalfClose.Send(pod);
        }
        catch (Exception error) when (IsGone(error))
        {
            // The pod closed first; what is left to read still goes to the client.
        }
    }

    private static bool IsGone(Exception error) =>
        error is IOException or OperationCanceledException or WebSocketException or ConnectionAbortedException or InvalidDataException or ObjectDisposedException;
}
