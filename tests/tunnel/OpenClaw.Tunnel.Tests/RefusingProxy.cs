using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenClaw.Bench.Lab;

namespace OpenClaw.Tunnel;

/// <summary>
/// Stands before an API server, with TLS of its own, and renames SPDY in it on its way, so that the server refuses
/// it in its own words, as one does that never heard of it.
/// </summary>
internal sealed class RefusingProxy : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly X509ChainPolicy _trust = new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private readonly X509Certificate2 _certificate;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private int _refused;

    private RefusingProxy(Uri server, X509Certificate2 certificate)
    {
        (_server, _certificate) = (server, certificate);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        Authority = certificate.ExportCertificatePem();
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The certificate to trust, PEM.</summary>
    public string Authority { get; }

    /// <summary>How often SPDY was asked for.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Starts one.</summary>
    /// <param name="cluster">What it stands before.</param>
    public static Task<RefusingProxy> StartAsync(Cluster cluster)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(8));
        var proxy = new RefusingProxy(cluster.Server, X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null));
        var authority = cluster.Config["clusters"]![0]!["cluster"]!["certificate-authority-data"]!.GetValue<string>();
        proxy._trust.CustomTrustStore.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(authority)));
        _ = proxy.AcceptAsync();
        return Task.FromResult(proxy);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        _certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var client = new SslStream(new NetworkStream(socket, true));
            await client.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate, ApplicationProtocols = [SslApplicationProtocol.Http11] }, _end.Token);
            using var outer = new TcpClient { NoDelay = true };
            await outer.ConnectAsync(_server.Host, _server.Port, _end.Token);
            await using var server = new SslStream(outer.GetStream(), false);
            await server.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = _server.Host,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                    CertificateChainPolicy = _trust,
                },
                _end.Token);
            await Task.WhenAny(RenameAsync(client, server), server.CopyToAsync(client, _end.Token));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // One side is gone: so goes the other.
        }
    }

    private async Task RenameAsync(SslStream client, SslStream server)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await client.ReadAsync(buffer, _end.Token)) > 0)
        {
            var at = buffer.AsSpan(0, count).IndexOf("SPDY/3.1+portforward.k8s.io"u8);
            if (at >= 0)
            {
                buffer[at] = (byte)'X';
                Interlocked.Increment(ref _refused);
            }

            await server.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
