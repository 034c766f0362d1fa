using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace OpenClaw.Bench.Contenders;

/// <summary>
/// Forwards a port by opening a WebSocket of v4.channel.k8s.io for each connection, through ClientWebSocket: each message begins with
/// its channel (0 data, 1 error), and the first message of each channel is the port.
/// </summary>
internal sealed class WebSocketEach
{
    private const string Protocol = "v4.channel.k8s.io";

    // What the official client's example copies with.
    private const int BufferSize = 4096;

    private readonly Uri _address;
    private readonly X509Certificate2Collection _authorities = [];
    private readonly X509Certificate2? _certificate;
    private readonly string? _token;
    private readonly string? _serverName;

    private WebSocketEach(JsonNode config, string ns, string pod)
    {
        var cluster = config["clusters"]![0]!["cluster"]!;
        var user = config["users"]![0]!["user"]!;
        var server = new UriBuilder(cluster["server"]!.GetValue<string>()) { Scheme = "wss" };
        _address = new(server.Uri, $"/api/v1/namespaces/{ns}/pods/{pod}/portforward?ports={Lab.TestInstance.Port}");
        _authorities.ImportFromPem(Text(cluster, "certificate-authority-data"));
        _serverName = cluster["tls-server-name"]?.GetValue<string>();
        _token = user["token"]?.GetValue<string>();
        if (Text(user, "client-certificate-data") is { } certificate)
            _certificate = X509Certificate2.CreateFromPem(certificate, Text(user, "client-key-data"));
    }

    /// <summary>Runs until the process is ended.</summary>
    /// <param name="kubectl">Reads the kubeconfig.</param>
    /// <param name="kubeConfig">Its path.</param>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="port">The local port.</param>
    public static async Task RunAsync(string kubectl, string kubeConfig, string ns, string pod, int port)
    {
        var forward = new WebSocketEach((await Lab.Cluster.ReadAsync(kubectl, kubeConfig)).Config, ns, pod);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(512);
        while (true)
            _ = forward.ServeAsync(await listener.AcceptAsync());
    }

    private static string? Text(JsonNode node, string key) =>
        node[key] is { } data ? System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(data.GetValue<string>())) : null;

    private async Task ServeAsync(Socket local)
    {
        using var client = local;
        using var pod = new ClientWebSocket();
        pod.Options.AddSubProtocol(Protocol);
        pod.Options.RemoteCertificateValidationCallback = IsTrusted;
        if (_certificate is not null)
            pod.Options.ClientCertificates.Add(_certificate);
        if (_token is not null)
            pod.Options.SetRequestHeader("Authorization", $"Bearer {_token}");
        local.NoDelay = true;
        try
        {
            await pod.ConnectAsync(_address, CancellationToken.None);
            if (await Task.WhenAny(SendAsync(local, pod), ReceiveAsync(pod, local)) is { IsFaulted: true } failed)
                await failed;
        }
        catch (Exception e) when (e is WebSocketException or SocketException or ObjectDisposedException)
        {
            local.LingerState = new(true, 0);
        }
    }

    private static async Task SendAsync(Socket local, ClientWebSocket pod)
    {
        var message = new byte[1 + BufferSize];
        while (await local.ReceiveAsync(message.AsMemory(1)) is > 0 and var count)
            await pod.SendAsync(message.AsMemory(0, 1 + count), WebSocketMessageType.Binary, true, CancellationToken.None);
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task ReceiveAsync(ClientWebSocket pod, Socket local)
    {
        var buffer = new byte[BufferSize];
        var (channel, skip) = (-1, new int[] { 2, 2 });
        while (true)
        {
            var result = await pod.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
                break;
            var data = buffer.AsMemory(0, result.Count);
            if (channel < 0 && !data.IsEmpty)
                (channel, data) = (data.Span[0], data[1..]);
            if (channel is 0 or 1)
            {
                var port = Math.Min(skip[channel], data.Length);
                (skip[channel], data) = (skip[channel] - port, data[port..]);
            }

            while (channel == 0 && !data.IsEmpty)
                data = data[await local.SendAsync(data)..];
            if (result.EndOfMessage)
                channel = -1;
        }

        local.Shutdown(SocketShutdown.Send);
    }

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // Another name than the address's is allowed where the kubeconfig says so; the bench's relay is such a case.
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) is not SslPolicyErrors.None && _serverName is null)
            return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is X509Certificate2 server && own.Build(server);
    }
}
