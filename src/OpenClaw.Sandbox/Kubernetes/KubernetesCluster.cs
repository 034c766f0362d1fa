using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using OpenClaw.Sandbox.Kubernetes.Http;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes;

/// <summary>The API server of one sandbox cluster: TLS on 127.0.0.1, objects in memory.</summary>
internal sealed class KubernetesCluster : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ApiServer _server;
    private readonly X509Certificate2 _certificate;

    private KubernetesCluster(WebApplication application, ApiServer server, X509Certificate2 certificate)
    {
        _application = application;
        _server = server;
        _certificate = certificate;
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Endpoint = new Uri(address);
    }

    /// <summary>Where the API server listens, for example <c>https://127.0.0.1:6443/</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>The cluster's objects.</summary>
    public IObjectStore Store => _server.Store;

    /// <summary>What runs the pods; without one, logs, exec and port-forward answer 503.</summary>
    public IPodRuntime? PodRuntime
    {
        get => _server.PodRuntime;
        set => _server.PodRuntime = value;
    }

    /// <summary>What was asked so far.</summary>
    public RequestLog Requests => _server.Requests;

    /// <summary>Forgets the history of changes, so that watches and pages that go on from older versions are answered 410 Expired.</summary>
    public void CompactHistory() => _server.CompactHistory();

    /// <summary>Starts an API server. It answers when the task ends.</summary>
    public static async Task<KubernetesCluster> StartAsync(KubernetesClusterOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = options.Store as ObjectStore ?? new ObjectStore(options.CertificateAuthority.ExportCertificatePem());
        var certificate = ServerCertificate.Issue(options.CertificateAuthority);
        var server = new ApiServer(options, store);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 3 << 20;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 250;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.AllowAnyClientCertificate();
                });
            });
        });
        var application = builder.Build();
        application.UseWebSockets();
        application.Run(server.HandleAsync);
        await application.StartAsync(cancellationToken);
        return new KubernetesCluster(application, server, certificate);
    }

    /// <summary>Ends all watches and streams, then the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _server.Dispose();
        _certificate.Dispose();
    }

    // The process that hosts the servers decides when to stop, not each server.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
