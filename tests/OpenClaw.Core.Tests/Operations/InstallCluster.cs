using System.Text;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Testing;

namespace OpenClaw.Tests.Operations;

/// <summary>
/// The cluster that OPENCLAW_TEST_KUBECONFIG names, or else a sandbox's API server with its controllers and without a kubelet: pods are made
/// and scheduled, and stay as they are until a test plays the kubelet.
/// </summary>
public sealed class InstallCluster : IAsyncLifetime
{
    private const string Token = "test-token";

    private readonly CancellationTokenSource _stop = new();
    private readonly CertificateAuthority _authority = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private KubernetesConnection? _connection;
    private Task _controllers = Task.CompletedTask;

    public OpenClawCluster Cluster { get; private set; } = null!;

    /// <summary>Path of a kubeconfig file for it.</summary>
    public string KubeConfig { get; private set; } = "";

    /// <summary>The sandbox's API server, or null for another cluster.</summary>
    internal KubernetesCluster? Server { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (RealCluster.Find()?.KubeConfigPath is { } path)
            KubeConfig = path;
        else
            await StartServerAsync();
        Cluster = KubeConfigClusters.Get(KubeConfig, null, OperationContext.Silent);
        _connection = await Cluster.ConnectAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _controllers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Server is not null)
            await Server.DisposeAsync();
        _authority.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    internal IKubernetesClient Connect() => new KubernetesClient(_connection!);

    private async Task StartServerAsync()
    {
        Server = await KubernetesCluster.StartAsync(
            new() { Name = "test", CertificateAuthority = _authority.Certificate, AuthenticateToken = token => token == Token ? "tester" : null },
            CancellationToken.None);
        _controllers = ControllerManager.RunAsync(
            Server.Store, new(Server.Store, "v1.34.2", [new("system", 1, "Standard_D2s_v5")]), _folder.CreateSubdirectory("volumes").FullName, _stop.Token);
        KubeConfig = Path.Combine(_folder.FullName, "config");
        await File.WriteAllTextAsync(KubeConfig, $"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters:
              - name: test
                cluster:
                  server: {Server.Endpoint}
                  certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(_authority.Pem))}
            users:
              - name: test
                user:
                  token: {Token}
            contexts:
              - name: test
                context:
                  cluster: test
                  user: test
            """);
    }
}
