using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using OpenClaw.Kubernetes;
using OpenClaw.Tests.Kubernetes;

namespace OpenClaw.Tests.Tunnels;

/// <summary>An API server with one instance's Secret and pods, which carries port-forwards to handlers that play the pods.</summary>
internal sealed class PortForwardCluster : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<Stream, Task>?> _pods = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _lives = new();
    private readonly ConcurrentDictionary<string, string> _objects = new();
    private readonly List<(int Version, string Line)> _events = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _version = 100;
    private int _open;

    public ScriptedApiServer Server { get; private set; } = null!;

    public OpenClawInstance Instance => new()
    {
        Name = "claw",
        Namespace = "ns",
        Status = "Ready",
        Cluster = new() { Name = "claw", ClusterName = "scripted", ConnectAsync = _ => Task.FromResult(Connect()) },
    };

    /// <summary>How the instance's cluster is reached; the server's own connection unless a test wants another.</summary>
    public Func<KubernetesConnection> Connect { get; set; } = null!;

    /// <summary>The bearer token that is asked for, or null; a change ends the watches.</summary>
    public string? Token
    {
        get;
        set
        {
            field = value;
            Signal();
        }
    }

    /// <summary>Requests that are being answered.</summary>
    public int OpenRequests => Volatile.Read(ref _open);

    /// <summary>True while port-forwards are answered with 500.</summary>
    public volatile bool Failing;

    public static async Task<PortForwardCluster> StartAsync(bool secure = false)
    {
        var cluster = new PortForwardCluster();
        using var authority = TestCertificates.Authority();
        cluster.Server = await ScriptedApiServer.StartAsync(cluster.CountAsync, secure ? TestCertificates.Leaf(authority, "localhost") : null);
        cluster.Connect = () => cluster.Server.Connection;
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
        var version = Interlocked.Increment(ref _version);
        var json = $$$"""
        {"metadata":{"name":"{{{pod}}}","namespace":"ns","uid":"{{{pod}}}","resourceVersion":"{{{version}}}",
        "creationTimestamp":"2026-01-01T{{{version / 3600:00}}}:{{{version / 60 % 60:00}}}:{{{version % 60:00}}}Z"{{{(terminating ? ",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"" : "")}}} },
        "status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{(ready ? "True" : "False")}}}","reason":"ContainersNotReady"}]} }
        """.ReplaceLineEndings("");
        if (type == "DELETED")
            _objects.TryRemove(pod, out _);
        else
            _objects[pod] = json;
        lock (_events)
            _events.Add((version, $$"""{"type":"{{type}}","object":{{json}}}"""));
        Signal();
    }

    /// <summary>Ends a pod with all its connections.</summary>
    public void Kill(string pod)
    {
        _pods.TryRemove(pod, out _);
        if (_lives.TryRemove(pod, out var life))
            life.Cancel();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private void Signal() =>
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private async Task CountAsync(HttpContext context)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await AnswerAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (Token is { } token && context.Request.Headers.Authorization != $"Bearer {token}")
        {
            await context.StatusAsync(401, "Unauthorized");
        }
        else if (path.EndsWith("/secrets/claw-secrets", StringComparison.Ordinal))
        {
            await context.JsonAsync("""{"data":{"OPENCLAW_GATEWAY_TOKEN":"dG9rZW4vKw=="}}""");
        }
        else if (path.EndsWith("/portforward", StringComparison.Ordinal))
        {
            await ForwardAsync(context, path.Split('/')[^2]);
        }
        else if (!context.Request.Query.ContainsKey("watch"))
        {
            await context.JsonAsync($$"""{"metadata":{"resourceVersion":"{{_version}}"},"items":[{{string.Join(',', _objects.Values)}}]}""");
        }
        else
        {
            await WatchAsync(context, int.Parse(context.Request.Query["resourceVersion"]!, null));
        }
    }

    private async Task WatchAsync(HttpContext context, int version)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        for (var token = Token; token == Token;)
        {
            var changed = Volatile.Read(ref _changed).Task;
            (int Version, string Line)[] news;
            lock (_events)
                news = [.. _events.Where(e => e.Version > version)];
            foreach (var (number, line) in news)
            {
                await context.LineAsync(line);
                version = number;
            }

            await changed.WaitAsync(context.RequestAborted);
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

        if (!context.WebSockets.WebSocketRequestedProtocols.Contains("v4.channel.k8s.io"))
        {
            await context.StatusAsync(403, "Forbidden", "unable to negotiate protocol");
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
            var life = _lives.GetOrAdd(pod, static _ => new());
            var work = handler(new ChannelStream(socket));
            await Task.WhenAny(work, Task.Delay(Timeout.Infinite, life.Token));
            if (life.IsCancellationRequested)
            {
                context.Abort();
                return;
            }

            await work;
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
