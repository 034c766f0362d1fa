using System.Security;
using OpenClaw.Azure;
using OpenClaw.Models;
using OpenClaw.Operations;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Reliability.Cluster;

/// <summary>A whole sandbox in this process: real servers on loopback, but clusters at once and pods that are Ready at once.</summary>
internal sealed class FastSandbox : IAsyncDisposable
{
    public const string Name = "demo";
    private static readonly OperationContext Hurried = new() { Time = new HurriedTime() };
    private readonly SandboxHost host;
    private readonly Func<InstantKubelet?> kubelet;

    private FastSandbox(SandboxHost host, Func<InstantKubelet?> kubelet, AzureSignInOptions signIn, OpenClawModelConfig modelConfig)
    {
        this.host = host;
        this.kubelet = kubelet;
        SignIn = signIn;
        ModelConfig = modelConfig;
    }

    public SandboxHost Host => host;

    /// <summary>What runs the pods of the last cluster that was started; null before one is.</summary>
    public InstantKubelet? Kubelet => kubelet();

    public AzureSignInOptions SignIn { get; }

    /// <summary>The sandbox's own offline model.</summary>
    public OpenClawModelConfig ModelConfig { get; }

    public static async Task<FastSandbox> StartAsync(RequestHooks hooks, CancellationToken cancellationToken)
    {
        InstantKubelet? kubelet = null;
        var host = await SandboxHost.StartAsync(
            new SandboxHostOptions { Hooks = hooks, ProvisioningTime = TimeSpan.Zero, NewKubelet = store => kubelet = new InstantKubelet(store) },
            cancellationToken);
        var ready = host.Describe();
        var token = new SecureString();
        foreach (var character in ready.Text("accessToken")!)
            token.AppendChar(character);
        var signIn = new AzureSignInOptions
        {
            AccessToken = token,
            ResourceManagerEndpoint = host.Endpoint,
            CertificateAuthorityPath = host.CertificateAuthorityPath,
            Subscription = host.SubscriptionId,
            TenantId = host.TenantId,
        };
        return new FastSandbox(host, () => kubelet, signIn, await ModelConfigReader.ReadAsync(host.ModelConfigPath, OperationContext.Silent, cancellationToken));
    }

    /// <summary>What New-OpenClawCluster does.</summary>
    public async Task<OpenClawCluster> MakeClusterAsync(CancellationToken cancellationToken) => (await NewClusterOperation.RunAsync(
        new NewClusterOptions { Name = Name }, SignIn, Hurried, cancellationToken))!;

    /// <summary>What Install-OpenClaw does.</summary>
    public Task<OpenClawInstance> InstallAsync(OpenClawCluster cluster, CancellationToken cancellationToken, int timeout = 60, string modelName = "gpt-5.2") => InstallOperation.RunAsync(
        cluster, new InstallOptions { Name = Name, ModelName = modelName, Timeout = TimeSpan.FromSeconds(timeout) }, ModelConfig, Hurried, cancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
