using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>
/// Stands in for the cluster's DNS and Service routing: an HTTP proxy that processes of pods are told to use, which takes
/// <c>http://service.namespace.svc.cluster.local:port</c> to a ready pod behind that Service.
/// </summary>
internal sealed class ClusterProxy(IObjectStore store, Kubelet kubelet) : IAsyncDisposable
{
    /// <summary>On an answer that is the network's, not a pod's: the error a program inside a real pod would see.</summary>
    public const string ErrorHeader = "X-Sandbox-Network-Error";

    private static readonly string[] HopByHop =
        ["Connection", "Proxy-Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Host", "Content-Length"];

    private WebApplication? app;
    private HttpMessageInvoker? http;

    /// <summary>Starts it; the result is what to put in the environment of processes.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StartAsync(CancellationToken cancellationToken)
    {
        // No pooling: a pod that was replaced must not be talked to through an old connection.
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = (context, token) => ConnectAsync(context.DnsEndPoint, token),
        });
        app = await LoopbackServer.StartAsync(server => server.Run(ForwardAsync), cancellationToken: cancellationToken);
        var address = LoopbackServer.AddressOf(app).GetLeftPart(UriPartial.Authority);
        return new Dictionary<string, string>
        {
            ["http_proxy"] = address,
            ["HTTP_PROXY"] = address,
            ["no_proxy"] = "127.0.0.1,localhost",
            ["NO_PROXY"] = "127.0.0.1,localhost",
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        http?.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            $"http://{context.Request.Host}{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}");
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        try
        {
            using var response = await http!.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            {
                if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase))
                    context.Response.Headers[name] = values.ToArray();
            }

            await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            var buffer = new byte[16 * 1024];
            while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (HttpRequestException exception) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            context.Response.Headers[ErrorHeader] = (exception.InnerException as SocketException)?.SocketErrorCode switch
            {
                SocketError.HostNotFound => $"getaddrinfo ENOTFOUND {context.Request.Host.Host}",
                SocketError.ConnectionRefused => $"connect ECONNREFUSED {context.Request.Host}",
                _ => "ECONNRESET",
            };
        }
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(target.Host, out _) && FindByClusterIP(target.Host) is null)
            return await kubelet.ConnectByAddressAsync(target.Host, target.Port, cancellationToken);

        var service = FindByClusterIP(target.Host) ?? FindByName(target.Host) ?? throw new SocketException((int)SocketError.HostNotFound);
        var port = service.Objects("spec", "ports").FirstOrDefault(item => item.Number("port") == target.Port);
        var endpoints = port is null
            ? []
            : store.List("v1", "Pod", service.Namespace())
                .Where(pod => EndpointsController.Selects(service, pod) && pod.Condition("Ready") == "True" && !pod.IsDeleting())
                .ToArray();
        if (endpoints.Length == 0)
            throw new SocketException((int)SocketError.ConnectionRefused);
        var chosen = endpoints[Random.Shared.Next(endpoints.Length)];
        return await kubelet.ConnectByAddressAsync(
            chosen.Text("status", "podIP") ?? "", EndpointsController.TargetPort(port!, chosen) ?? 0, cancellationToken);
    }

    private JsonObject? FindByClusterIP(string address) =>
        store.List("v1", "Service").FirstOrDefault(service => service.Text("spec", "clusterIP") == address);

    private JsonObject? FindByName(string host)
    {
        var parts = host.TrimEnd('.').Split('.');
        var isName = parts is [_, _] or [_, _, "svc"] or [_, _, "svc", "cluster", "local"];
        return isName ? store.Get("v1", "Service", parts[1], parts[0]) : null;
    }
}
