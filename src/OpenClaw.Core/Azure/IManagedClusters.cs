using System.Text.Json.Nodes;

namespace OpenClaw.Azure;

/// <summary>
/// The managed (AKS) clusters of a subscription. Every call throws <see cref="global::Azure.RequestFailedException"/> when Azure refuses.
/// </summary>
internal interface IManagedClusters
{
    /// <summary>Gets a cluster, or null when it or its group is not there.</summary>
    Task<ManagedCluster?> GetAsync(string resourceGroup, string name, CancellationToken cancellationToken);

    /// <summary>Gets all clusters of the subscription, or of one group.</summary>
    IAsyncEnumerable<ManagedCluster> ListAsync(string? resourceGroup, CancellationToken cancellationToken);

    /// <summary>Starts to make a cluster; refused (412) when one of that name is there already.</summary>
    Task<LongRunningOperation> BeginCreateAsync(
        string resourceGroup, string name, ManagedCluster cluster, CancellationToken cancellationToken);

    /// <summary>
    /// Starts to bring a cluster to the settings it has, as <c>az aks update</c> without arguments does; for one whose last change failed.
    /// Refused (412) when it changes meanwhile, (409) while something else is done to it.
    /// </summary>
    Task<LongRunningOperation> BeginReconcileAsync(string resourceGroup, string name, CancellationToken cancellationToken);

    /// <summary>
    /// Starts to change settings of a cluster and leaves all others as Azure has them. Refused (412) when it changes meanwhile, (409) while
    /// something else is done to it.
    /// </summary>
    /// <param name="resourceGroup">The group.</param>
    /// <param name="name">The cluster.</param>
    /// <param name="change">Changes the cluster's <c>properties</c> as Azure sent them.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    Task<LongRunningOperation> BeginChangeAsync(string resourceGroup, string name, Action<JsonObject> change, CancellationToken cancellationToken);

    /// <summary>The Kubernetes versions a cluster can be upgraded to, previews left out.</summary>
    Task<IReadOnlyList<string>> GetUpgradesAsync(string resourceGroup, string name, CancellationToken cancellationToken);

    /// <summary>Starts to give a cluster exactly these tags.</summary>
    Task<LongRunningOperation> BeginSetTagsAsync(
        string resourceGroup, string name, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>Starts to stop a cluster; refused (409) when it is stopped or something else is being done to it.</summary>
    Task<LongRunningOperation> BeginStopAsync(string resourceGroup, string name, CancellationToken cancellationToken);

    /// <summary>Starts to start a stopped cluster; refused (409) when it runs or something else is being done to it.</summary>
    Task<LongRunningOperation> BeginStartAsync(string resourceGroup, string name, CancellationToken cancellationToken);

    /// <summary>Starts to delete a cluster; null when it is not there.</summary>
    Task<LongRunningOperation?> BeginDeleteAsync(string resourceGroup, string name, CancellationToken cancellationToken);

    /// <summary>Gets the kubeconfig a user of the cluster gets, as YAML.</summary>
    Task<BinaryData> GetUserKubeConfigAsync(string resourceGroup, string name, CancellationToken cancellationToken);
}
