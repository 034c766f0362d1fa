using System.Globalization;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Http;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>Runs commands over WebSockets: v5.channel.k8s.io and v4.channel.k8s.io.</summary>
internal static class ExecHandler
{
    private const byte StandardInput = 0;
    private const byte StandardOutput = 1;
    private const byte StandardError = 2;
    private const byte Error = 3;
    private const byte CloseSignal = 255;

    public static async Task RunAsync(ApiRequest request, IPodRuntime runtime, JsonObject pod, string container)
    {
        var context = request.Context;
        var command = context.Request.Query["command"].Select(c => c ?? "").ToList();
        if (command.Count == 0) throw Statuses.BadRequest("you must specify at least 1 container command");
        if (!Flag(request, "stdin") && !Flag(request, "stdout") && !Flag(request, "stderr"))
            throw Statuses.BadRequest("you must specify at least 1 of stdin, stdout, stderr");
        if (!context.WebSockets.IsWebSocketRequest) throw Statuses.NotSimulated("exec over SPDY (WebSockets are)");
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        var protocol = new[] { "v5.channel.k8s.io", "v4.channel.k8s.io" }.FirstOrDefault(offered.Contains)
            ?? throw Statuses.BadRequest("unable to upgrade: none of the WebSocket sub-protocols is served; use v5.channel.k8s.io or v4.channel.k8s.io");
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        using var channels = new ChannelSocket(socket);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var input = new Pipe();
        var receiving = ReceiveAsync(channels, input.Writer, stop);
        await using var stdin = Flag(request, "stdin") ? input.Reader.AsStream() : null;
        await using var stdout = Flag(request, "stdout") ? new ChannelWriteStream(channels, StandardOutput) : null;
        await using var stderr = Flag(request, "stderr") && !Flag(request, "tty") ? new ChannelWriteStream(channels, StandardError) : null;
        var status = await RunAsync(() => runtime.ExecAsync(pod.Namespace()!, pod.Name(), container, command, stdin, stdout, stderr, stop.Token));
        await channels.SendAsync(Error, Encoding.UTF8.GetBytes(status.ToJsonString(JsonText.Compact)), CancellationToken.None);
        await channels.CloseAsync(CancellationToken.None);
        await Task.WhenAny(receiving, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
        await stop.CancelAsync();
        await receiving;
    }

    private static bool Flag(ApiRequest request, string name) => request.Query(name) is not null && request.QueryFlag(name);

    private static async Task<JsonObject> RunAsync(Func<Task<int>> run)
    {
        try
        {
            var code = await run();
            return code == 0 ? new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" } : Failed(code);
        }
        catch (StatusException error)
        {
            return Statuses.ToJson(error);
        }
    }

    private static JsonObject Failed(int code)
    {
        var text = code.ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = $"command terminated with non-zero exit code: exit status {text}",
            ["reason"] = "NonZeroExitCode",
            ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = text }) },
        };
    }

    private static async Task ReceiveAsync(ChannelSocket channels, PipeWriter input, CancellationTokenSource stop)
    {
        try
        {
            while (await channels.ReceiveAsync(stop.Token) is { } message)
            {
                if (message.Channel == StandardInput) await input.WriteAsync(message.Data, stop.Token);
                else if (message.Channel == CloseSignal && message.Data is [StandardInput, ..]) await input.CompleteAsync();
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The client is gone, or the command is done.
        }

        await input.CompleteAsync();
        await stop.CancelAsync();
    }
}
