using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using OpenClaw.Tests.Kubernetes;

namespace OpenClaw.Tests.Tunnels;

/// <summary>An API server with one instance's Secret and pods, which carries port-forwards to handlers that play the pods.</summary>
internal sealed class PortForwardCluster : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<Stream, Task>?> _pods = new();
    private readonly ConcurrentDictionary<string, string> _objects = new();
    private readonly System.Threading.Channels.Channel<string> _events = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private int _version = 100;

    public ScriptedApiServer Server { get; private set; } = null!;

    public OpenClawInstance Instance => new()
    {
        Name = "claw",
        Namespace = "ns",
        Status = "Ready",
        Cluster = new() { Name = "claw", ClusterName = "scripted", ConnectAsync = _ => Task.FromResult(Server.Connection) },
    };

    /// <summary>True while port-forwards are answered with 500.</summary>
    public volatile bool Failing;

    public static async Task<PortForwardCluster> StartAsync()
    {
        var cluster = new PortForwardCluster();
        cluster.Server = await ScriptedApiServer.StartAsync(cluster.AnswerAsync);
        return cluster;
    }

    /// <summary>Makes a pod ready; without a handler its port refuses.</summary>
    public void Ready(string pod, Func<Stream, Task>? handler)
    {
        _pods[pod] = handler;
        Send(pod, "MODIFIED", ready: true);
    }

    public void Send(string pod, string type, bool ready, bool terminating = false)
    {
        var json = $$$"""
        {"metadata":{"name":"{{{pod}}}","namespace":"ns","uid":"{{{pod}}}","resourceVersion":"{{{Interlocked.Increment(ref _version)}}}",
        "creationTimestamp":"2026-01-01T00:00:{{{_version % 60:00}}}Z"{{{(terminating ? ",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"" : "")}}} },
        "status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{(ready ? "True" : "False")}}}","reason":"ContainersNotReady"}]} }
        """.ReplaceLineEndings("");
        if (type == "DELETED")
            _objects.TryRemove(pod, out _);
        else
            _objects[pod] = json;
        _events.Writer.TryWrite($$"""{"type":"{{type}}","object":{{json}}}""");
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.EndsWith("/secrets/claw-secrets", StringComparison.Ordinal))
        {
            await context.JsonAsync("""{"data":{"OPENCLAW_GATEWAY_TOKEN":"dG9rZW4vKw=="}}""");
        }
        else if (path.EndsWith("/portforward", StringComparison.Ordinal))
        {
            await ForwardAsync(context, path.Split('/')[^2]);
        }
        else if (!context.Request.Query.ContainsKey("watch"))
        {
            while (_events.Reader.TryRead(out _))
            {
                // The list says it all.
            }

            await context.JsonAsync($$"""{"metadata":{"resourceVersion":"{{_version}}"},"items":[{{string.Join(',', _objects.Values)}}]}""");
        }
        else
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await foreach (var line in _events.Reader.ReadAllAsync(context.RequestAborted))
                await context.LineAsync(line);
        }
    }

    private async Task ForwardAsync(HttpContext context, string pod)
    {
        if (Failing)
        {
            await context.StatusAsync(500, "InternalError", "error dialing backend");
            return;
        }

        if (!_pods.TryGetValue(pod, out var handler))
        {
            await context.StatusAsync(404, "NotFound");
            return;
        }

        Assert.Equal("?ports=18789", context.Request.QueryString.Value);
        using var socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
        var port = new byte[3];
        BinaryPrimitives.WriteUInt16LittleEndian(port.AsSpan(1), 18789);
        await socket.SendAsync(port, WebSocketMessageType.Binary, true, context.RequestAborted);
        port[0] = 1;
        await socket.SendAsync(port, WebSocketMessageType.Binary, true, context.RequestAborted);
        if (handler is null)
        {
            await socket.SendAsync(
                Encoding.UTF8.GetBytes("\u0001error forwarding port 18789 to pod: dial tcp4 127.0.0.1:18789: connect: connection refused"),
                WebSocketMessageType.Binary, true, context.RequestAborted);
        }
        else
        {
            await handler(new ChannelStream(socket));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
