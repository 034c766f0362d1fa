using System.Globalization;
using Azure.Core;
using OpenClaw.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Gets what is needed to talk to a managed cluster's API server.</summary>
/// <param name="connection">A signed-in connection to the cluster's subscription.</param>
/// <param name="id">The cluster.</param>
internal sealed class ClusterAccess(AzureConnection connection, ClusterId id)
{
    // The application that every AKS API server takes Microsoft Entra tokens for.
    private const string AksServerScope = "6dae42f8-4368-4678-94ff-3960e28e3630/.default";

    /// <summary>Fetches a kubeconfig from Azure and makes a connection of it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">Azure refused, or what it sent cannot be used.</exception>
    public Task<KubernetesConnection> ConnectAsync(CancellationToken cancellationToken) => AzureErrors.TranslateAsync(id.Name, async () =>
    {
        var yaml = await connection.ManagedClusters.GetUserKubeConfigAsync(id.ResourceGroup, id.Name, cancellationToken).ConfigureAwait(false);
        return await FromKubeConfigAsync(yaml.ToString(), cancellationToken).ConfigureAwait(false);
    });

    /// <summary>Makes a connection to a cluster that was stopped when it was last seen, if it runs by now.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">It is stopped still, or as for <see cref="ConnectAsync"/>.</exception>
    public async Task<KubernetesConnection> ConnectIfStartedAsync(CancellationToken cancellationToken)
    {
        var cluster = await AzureErrors.TranslateAsync(id.Name, () => connection.ManagedClusters.GetAsync(id.ResourceGroup, id.Name, cancellationToken))
            .ConfigureAwait(false);
        if (cluster?.Properties.PowerState?.Code == "Stopped")
            throw new OpenClawException(
                nameof(ClusterMessages.ClusterStopped), ErrorKind.ResourceUnavailable,
                string.Format(CultureInfo.CurrentCulture, ClusterMessages.ClusterStopped, id.Name, id.ResourceGroup), id.Name);
        return await ConnectAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<KubernetesConnection> FromKubeConfigAsync(string yaml, CancellationToken cancellationToken)
    {
        var config = KubeConfig.Parse(yaml, string.Format(CultureInfo.CurrentCulture, ClusterMessages.KubeConfigOfCluster, id.Name));
        var context = config.GetContext(null);
        // Clusters with Microsoft Entra come with an exec plugin (kubelogin); its token we can get ourselves.
        var connection = config.UsesExecPlugin(context)
            ? config.ConnectAnonymously(context) with { GetTokenAsync = GetEntraTokenAsync }
            : await config.ConnectAsync(context, cancellationToken).ConfigureAwait(false);
        return connection with { Name = id.Name };
    }

    private async ValueTask<string?> GetEntraTokenAsync(bool refused, CancellationToken cancellationToken)
    {
        if (connection.Credential.Used == SignInKind.AccessToken)
        {
            throw new OpenClawException(
                nameof(AzureMessages.ClusterTokenNeedsSignIn), ErrorKind.AuthenticationError,
                string.Format(CultureInfo.CurrentCulture, AzureMessages.ClusterTokenNeedsSignIn, id.Name), id.Name);
        }

        if (refused) connection.Credential.Forget();
        var token = await connection.Credential.GetTokenAsync(new TokenRequestContext([AksServerScope]), cancellationToken).ConfigureAwait(false);
        return token.Token;
    }
}
