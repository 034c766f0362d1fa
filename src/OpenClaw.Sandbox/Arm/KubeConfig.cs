using System.Text;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Arm;

/// <summary>The kubeconfig files AKS hands out.</summary>
internal static class KubeConfig
{
    /// <summary>Application id of the AKS server that Entra tokens are for, the same in every tenant.</summary>
    private const string ServerId = "6dae42f8-4368-4678-94ff-3960e28e3630";

    /// <summary>Application id of the public client that kubelogin signs in with.</summary>
    private const string ClientId = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

    /// <summary>With client certificate and token, for clusters with local accounts.</summary>
    public static string ForLocalAccount(ManagedCluster cluster, ClusterCredentials credentials, bool admin) => Build(
        cluster, credentials, admin ? "clusterAdmin" : "clusterUser", admin ? $"{cluster.Name}-admin" : cluster.Name, $"""
                client-certificate-data: {Encode(credentials.ClientCertificatePem)}
                client-key-data: {Encode(credentials.ClientKeyPem)}
                token: {credentials.Token}
            """);

    /// <summary>With kubelogin as exec plugin, for clusters integrated with Entra.</summary>
    public static string ForEntra(ManagedCluster cluster, ClusterCredentials credentials, string tenantId) => Build(
        cluster, credentials, "clusterUser", cluster.Name, $"""
                exec:
                  apiVersion: client.authentication.k8s.io/v1beta1
                  args:
                  - get-token
                  - --environment
                  - AzurePublicCloud
                  - --server-id
                  - {ServerId}
                  - --client-id
                  - {ClientId}
                  - --tenant-id
                  - {tenantId}
                  - --login
                  - devicecode
                  command: kubelogin
                  env: null
                  installHint: |2

                    kubelogin is not installed which is required to connect to AAD enabled cluster.

                    To learn more, please go to https://aka.ms/aks/kubelogin
                  provideClusterInfo: false
            """);

    private static string Build(ManagedCluster cluster, ClusterCredentials credentials, string role, string context, string user)
    {
        var userName = $"{role}_{cluster.Group.Name}_{cluster.Name}";
        return $"""
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: {Encode(credentials.CertificateAuthorityPem)}
                server: {credentials.Server.GetLeftPart(UriPartial.Authority)}
              name: {cluster.Name}
            contexts:
            - context:
                cluster: {cluster.Name}
                user: {userName}
              name: {context}
            current-context: {context}
            kind: Config
            preferences: {"{}"}
            users:
            - name: {userName}
              user:
            {user}

            """;
    }

    private static string Encode(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
}
