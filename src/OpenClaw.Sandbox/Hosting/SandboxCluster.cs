using System.Security.Cryptography;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>One cluster: its API server and what stands behind it. Can be stopped and started again.</summary>
internal sealed class SandboxCluster(
    string name, ClusterRuntimeOptions runtimeOptions, CertificateAuthority authority, Func<HttpContext, Task<bool>>? beforeRequest) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly string token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)).ToLowerInvariant();
    private IReadOnlyList<LoggedRequest> earlier = [];
    private KubernetesCluster? apiServer;
    private ClusterRuntime? runtime;
    private IObjectStore? store;

    public string Name => name;

    /// <summary>What was asked of its API server, also before it was last stopped.</summary>
    public IReadOnlyList<LoggedRequest> Requests => [.. earlier, .. apiServer?.Requests.Snapshot() ?? []];

    /// <summary>Logs, exec and connections of its pods; null while stopped.</summary>
    public IPodRuntime? PodRuntime => runtime?.PodRuntime;

    /// <summary>Its objects; null before it was started for the first time.</summary>
    public IObjectStore? Store => store;

    /// <summary>How to reach it; null before it was started for the first time.</summary>
    public ClusterCredentials? Credentials { get; private set; }

    /// <summary>Starts it, or does nothing when it runs.</summary>
    public async Task<ClusterCredentials> StartAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (apiServer is null)
            {
                Directory.CreateDirectory(runtimeOptions.Folder);
                apiServer = await KubernetesCluster.StartAsync(
                    new KubernetesClusterOptions
                    {
                        Name = name,
                        Version = runtimeOptions.KubernetesVersion,
                        CertificateAuthority = authority.Certificate,
                        AuthenticateToken = given => JsonResponse.IsSameSecret(given, token) ? "clusterAdmin" : null,
                        Port = Credentials?.Server.Port ?? 0,
                        Store = store,
                        BeforeRequest = beforeRequest,
                    },
                    cancellationToken);
                store = apiServer.Store;
                runtime = await ClusterRuntime.StartAsync(store, runtimeOptions, cancellationToken);
                apiServer.PodRuntime = runtime.PodRuntime;
            }

            return Credentials ??= NewCredentials(apiServer.Endpoint);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Gives it other nodes and another version, which the API server tells from its next start on.</summary>
    public async Task ChangeNodesAsync(IReadOnlyList<NodePoolOptions> pools, string version, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var same = runtimeOptions.Pools.Count == pools.Count && runtimeOptions.Pools.Zip(pools).All(static pair => pair.First.IsLike(pair.Second));
            if (same && runtimeOptions.KubernetesVersion == version)
                return;
            runtimeOptions = runtimeOptions with { Pools = pools, KubernetesVersion = version };
            runtime?.Change(pools, version);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Forgets what was asked so far.</summary>
    public void ClearRequests()
    {
        earlier = [];
        apiServer?.Requests.Clear();
    }

    /// <summary>Stops it; its objects and volumes stay.</summary>
    public async Task StopAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (runtime is not null)
                await runtime.DisposeAsync();
            if (apiServer is not null)
                await apiServer.DisposeAsync();
            earlier = Requests;
            (runtime, apiServer) = (null, null);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        gate.Dispose();
        if (Directory.Exists(runtimeOptions.Folder))
            Directory.Delete(runtimeOptions.Folder, recursive: true);
    }

    private ClusterCredentials NewCredentials(Uri server)
    {
        var (certificate, key) = authority.NewClientCertificate("masterclient", "system:masters");
        return new ClusterCredentials(server, authority.Pem, certificate, key, token);
    }
}
