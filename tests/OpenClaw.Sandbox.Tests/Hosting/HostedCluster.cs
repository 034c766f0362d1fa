using System.Text;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Tests.Hosting;

/// <summary>A whole sandbox with one running cluster, and a kubeconfig file for it.</summary>
public sealed class HostedCluster : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();
    private SandboxHost? host;

    public string KubeConfig => Path.Combine(folder.FullName, "config");

    public async ValueTask InitializeAsync()
    {
        host = await SandboxHost.StartAsync(new SandboxHostOptions(), CancellationToken.None);
        var credentials = await host.Clusters.StartAsync("/c/1", "demo-aks", "1.34.2", [new("system", 1, "Standard_D2s_v5")], CancellationToken.None);
        await File.WriteAllTextAsync(KubeConfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: demo-aks
            clusters: [{name: demo-aks, cluster: {server: {{credentials.Server}}, certificate-authority-data: {{Encode(credentials.CertificateAuthorityPem)}} } }]
            users: [{name: admin, user: {client-certificate-data: {{Encode(credentials.ClientCertificatePem)}}, client-key-data: {{Encode(credentials.ClientKeyPem)}} } }]
            contexts: [{name: demo-aks, context: {cluster: demo-aks, user: admin} }]
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static string Encode(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
}
