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
    private readonly SandboxHost host;

    private FastSandbox(SandboxHost host, AzureSignInOptions signIn, OpenClawModelConfig modelConfig)
    {
        this.host = host;
        SignIn = signIn;
        ModelConfig = modelConfig;
    }

    public SandboxHost Host => host;

    public AzureSignInOptions SignIn { get; }

    /// <summary>The sandbox's own offline model.</summary>
    public OpenClawModelConfig ModelConfig { get; }

    public static async Task<FastSandbox> StartAsync(RequestHooks hooks, CancellationToken cancellationToken)
    {
        var host = await SandboxHost.StartAsync(
            new SandboxHostOptions { Hooks = hooks, ProvisioningTime = TimeSpan.Zero, NewKubelet = static store => new InstantKubelet(store) },
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
        return new FastSandbox(host, signIn, await ModelConfigReader.ReadAsync(host.ModelConfigPath, OperationContext.Silent, cancellationToken));
    }

    /// <summary>What New-OpenClawCluster does.</summary>
    public async Task<OpenClawCluster> MakeClusterAsync(CancellationToken cancellationToken) => (await NewClusterOperation.RunAsync(
        new NewClusterOptions { Name = Name }, SignIn, OperationContext.Silent, cancellationToken))!;

    /// <summary>What Install-OpenClaw does.</summary>
    public Task<OpenClawInstance> InstallAsync(OpenClawCluster cluster, CancellationToken cancellationToken) => InstallOperation.RunAsync(
        cluster, new InstallOptions { Name = Name, ModelName = "gpt-5.2" }, ModelConfig, OperationContext.Silent, cancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
