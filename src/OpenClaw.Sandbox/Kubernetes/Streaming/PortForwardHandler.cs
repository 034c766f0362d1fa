using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using OpenClaw.Sandbox.Kubernetes.Http;

namespace OpenClaw.Sandbox.Kubernetes.Streaming;

/// <summary>
/// Forwards ports in the three ways clients ask: SPDY tunnelled in a WebSocket (kubectl from 1.31), SPDY after an HTTP/1.1 upgrade
/// (kubectl's fallback), and WebSocket channels (other clients).
/// </summary>
internal static class PortForwardHandler
{
    private const string Tunnelled = "SPDY/3.1+portforward.k8s.io";
    private const string Channels = "v4.channel.k8s.io";
    private const string StreamProtocol = "portforward.k8s.io";
    private const string Upgrade = "SPDY/3.1";

    public static async Task RunAsync(ApiRequest request, IPodRuntime runtime, JsonObject pod)
    {
        var context = request.Context;
        var connector = new PodConnector(runtime, pod);
        if (context.WebSockets.IsWebSocketRequest)
        {
            var offered = context.WebSockets.WebSocketRequestedProtocols;
            if (offered.Contains(Tunnelled))
            {
                using var socket = await WebSocketHandshake.AcceptAsync(context, Tunnelled);
                await using var stream = new WebSocketByteStream(socket);
                await SpdyPortForward.RunAsync(stream, connector, context.RequestAborted);
            }
            else if (offered.Contains(Channels))
            {
                var ports = ChannelPortForward.Ports(request);
                using var socket = await context.WebSockets.AcceptWebSocketAsync(Channels);
                await ChannelPortForward.RunAsync(socket, ports, connector, context.RequestAborted);
            }
            else
            {
                throw Statuses.BadRequest($"unable to upgrade: none of the WebSocket sub-protocols is served; use {Tunnelled} or {Channels}");
            }

            return;
        }

        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade
            || !context.Request.Headers.Upgrade.ToString().Equals(Upgrade, StringComparison.OrdinalIgnoreCase))
        {
            throw Statuses.BadRequest("Upgrade request required");
        }

        if (!context.Request.Headers["X-Stream-Protocol-Version"].Any(v => v?.Split(',').Select(p => p.Trim()).Contains(StreamProtocol) == true))
            throw new StatusException(403, "Forbidden", $"unable to upgrade: unable to negotiate protocol: the server knows [{StreamProtocol}]");
        context.Response.Headers["X-Stream-Protocol-Version"] = StreamProtocol;
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = Upgrade;
        await using var transport = await upgrade.UpgradeAsync();
        await SpdyPortForward.RunAsync(transport, connector, context.RequestAborted);
    }
}
