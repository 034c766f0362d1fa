using System.Net;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Contract.Clusters;

/// <summary>The sandbox's API server and controllers, in this process.</summary>
public sealed class SandboxContractCluster : ContractCluster
{
    private readonly CertificateAuthority _authority = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _volumes = Directory.CreateTempSubdirectory("openclaw-contract-").FullName;
    private X509Certificate2? _client;
    private KubernetesCluster? _cluster;
    private Task _controllers = Task.CompletedTask;

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _stop.CancelAsync();
        await _controllers.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Directory.Delete(_volumes, recursive: true);
        _client?.Dispose();
        _authority.Dispose();
        _stop.Dispose();
    }

    /// <inheritdoc />
    public override void SkipIfNotSimulated(Answer answer)
    {
        if (answer.Code == HttpStatusCode.NotImplemented)
            Assert.Skip(answer.Fails(HttpStatusCode.NotImplemented, "NotImplemented")["message"]!.GetValue<string>());
    }

    /// <inheritdoc />
    public override SocketsHttpHandler CreateAnonymousHandler() => TrustingHandler.Create(_authority.Certificate, client: null);

    /// <inheritdoc />
    protected override SocketsHttpHandler CreateHandler() => TrustingHandler.Create(_authority.Certificate, _client);

    /// <inheritdoc />
    protected override async Task<Uri?> StartAsync()
    {
        var (certificate, key) = _authority.NewClientCertificate("contract", "system:masters");
        _client = X509Certificate2.CreateFromPem(certificate, key);
        var options = new KubernetesClusterOptions
        {
            Name = "contract",
            CertificateAuthority = _authority.Certificate,
            AuthenticateToken = static _ => null,
        };
        _cluster = await KubernetesCluster.StartAsync(options, CancellationToken.None);
        _controllers = ControllerManager.RunAsync(_cluster.Store, new NodePool(_cluster.Store, options.Version, 1, "Standard_D2s_v5"), _volumes, _stop.Token);
        return _cluster.Endpoint;
    }
}
