using OpenClaw.Testing;

namespace OpenClaw.Contract.Clusters;

/// <summary>The real API server that OPENCLAW_TEST_KUBECONFIG names.</summary>
public sealed class RealContractCluster : ContractCluster
{
    private readonly RealCluster? _cluster = RealCluster.Find();

    private bool _hasNode;

    /// <inheritdoc />
    public override bool RunsPods => _hasNode;

    /// <inheritdoc />
    public override void Require() => RealCluster.Require();

    /// <inheritdoc />
    protected override Task<Uri?> StartAsync() => Task.FromResult(_cluster?.Server);

    /// <inheritdoc />
    protected override SocketsHttpHandler CreateHandler() => TrustingHandler.Create(_cluster!.CertificateAuthority, _cluster.ClientCertificate);

    /// <inheritdoc />
    public override SocketsHttpHandler CreateAnonymousHandler() => TrustingHandler.Create(_cluster!.CertificateAuthority, client: null);

    /// <inheritdoc />
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (_cluster is not null)
            _hasNode = (await GetAsync("/api/v1/nodes")).Text.Contains("\"KubeletReady\"", StringComparison.Ordinal);
    }
}
