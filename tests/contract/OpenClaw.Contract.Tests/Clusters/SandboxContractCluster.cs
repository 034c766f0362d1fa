using System.Net;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Contract.Clusters;

/// <summary>The sandbox's API server, controllers and kubelet, in this process; its pods are processes of their own.</summary>
public sealed class SandboxContractCluster : ContractCluster
{
    private readonly CertificateAuthority _authority = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("openclaw-contract-").FullName;
    private X509Certificate2? _client;
    private KubernetesCluster? _cluster;
    private ClusterRuntime? _runtime;

    /// <inheritdoc />
    public override bool RunsPods => true;

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_runtime is not null)
            await _runtime.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _client?.Dispose();
        _authority.Dispose();
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
        _runtime = await ClusterRuntime.StartAsync(
            _cluster.Store, new ClusterRuntimeOptions(_folder, options.Version, [new("system", 1, "Standard_D2s_v5")], CertificateAuthorityPath: null), CancellationToken.None);
        _cluster.PodRuntime = _runtime.PodRuntime;
        return _cluster.Endpoint;
    }
}
