using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using OpenClaw.Azure;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

public sealed class ClusterAccessTests
{
    private const string LocalAccount = """
        apiVersion: v1
        kind: Config
        clusters: [{name: openclaw-aks, cluster: {server: "https://openclaw-aks-1.hcp.eastus2.azmk8s.io:443"}}]
        contexts: [{name: openclaw-aks, context: {cluster: openclaw-aks, user: clusterUser_openclaw-RG_openclaw-aks}}]
        current-context: openclaw-aks
        users: [{name: clusterUser_openclaw-RG_openclaw-aks, user: {token: local-account-token}}]
        """;

    private const string Entra = """
        apiVersion: v1
        kind: Config
        clusters: [{name: openclaw-aks, cluster: {server: "https://openclaw-aks-1.hcp.eastus2.azmk8s.io:443"}}]
        contexts: [{name: openclaw-aks, context: {cluster: openclaw-aks, user: clusterUser_openclaw-RG_openclaw-aks}}]
        current-context: openclaw-aks
        users:
        - name: clusterUser_openclaw-RG_openclaw-aks
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: kubelogin-that-must-not-be-run
              args: [get-token, --server-id, 6dae42f8-4368-4678-94ff-3960e28e3630]
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_local_account_comes_with_the_kubeconfig_and_is_fetched_anew_each_time()
    {
        await using var azure = await StartAsync(LocalAccount);
        var cluster = Assert.Single(await GetClustersOperation.RunAsync("openclaw-aks", "openclaw-RG", azure.SignIn, OperationContext.Silent, Cancel));

        await cluster.ConnectAsync(Cancel);
        var connection = await cluster.ConnectAsync(Cancel);

        Assert.Equal("https://openclaw-aks-1.hcp.eastus2.azmk8s.io/", connection.Server.ToString());
        Assert.Equal("openclaw-aks", connection.Name);
        Assert.Equal("local-account-token", await connection.GetTokenAsync!(false, Cancel));
        Assert.Equal(2, azure.Requests.Count(r => r.Is("POST", "/listClusterUserCredential")));
    }

    [Fact]
    public async Task An_Entra_cluster_gets_our_own_token_for_the_AKS_application_and_a_new_one_after_a_refusal()
    {
        await using var azure = await StartAsync(Entra);
        var asked = new List<string>();
        var credential = new SignInCredential([new SignInSource(SignInKind.AzureCli, "test", DelegatedTokenCredential.Create((_, _) => default, (r, _) =>
        {
            asked.Add(r.Scopes[0]);
            return ValueTask.FromResult(new AccessToken($"token{asked.Count}", DateTimeOffset.UtcNow.AddHours(1)));
        }), null)]);
        // The CLI's own profile would name a subscription of this machine's user.
        var signIn = azure.SignIn with { AccessToken = null, Subscription = ArmServer.Subscription };
        var azureConnection = await AzureConnection.OpenAsync(signIn, credential, OperationContext.Silent, Cancel);

        var connection = await new ClusterAccess(azureConnection, new ClusterId(ArmScript.ClusterPath)).ConnectAsync(Cancel);

        var first = await connection.GetTokenAsync!(false, Cancel);
        Assert.Equal(first, await connection.GetTokenAsync(false, Cancel));
        Assert.NotEqual(first, await connection.GetTokenAsync(true, Cancel));
        Assert.Equal(2, asked.Count(s => s == "6dae42f8-4368-4678-94ff-3960e28e3630/.default"));
    }

    [Fact]
    public async Task An_Entra_cluster_cannot_be_entered_with_a_token_for_Resource_Manager()
    {
        await using var azure = await StartAsync(Entra);
        var cluster = Assert.Single(await GetClustersOperation.RunAsync("openclaw-aks", "openclaw-RG", azure.SignIn, OperationContext.Silent, Cancel));
        var connection = await cluster.ConnectAsync(Cancel);

        var error = await Assert.ThrowsAnyAsync<OpenClawException>(() => connection.GetTokenAsync!(false, Cancel).AsTask());

        Assert.True(error is { ErrorId: "ClusterTokenNeedsSignIn", Kind: ErrorKind.AuthenticationError });
    }

    private static async Task<ArmServer> StartAsync(string kubeConfig)
    {
        var azure = await ArmScript.StartAsync(Cancel);
        azure.LetExist(ArmScript.Cluster("Succeeded", tags: ArmScript.OurTags()));
        azure.On("POST", ArmScript.ClusterPath + "/listClusterUserCredential", ArmAnswer.Ok(new JsonObject
        {
            ["kubeconfigs"] = new JsonArray(new JsonObject { ["name"] = "clusterUser", ["value"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(kubeConfig)) }),
        }));
        return azure;
    }
}
