namespace OpenClaw.Sandbox.Hosting;

/// <summary>
/// Makes and unmakes the sandbox's Kubernetes clusters: what Azure Resource Manager asks for when a managed cluster is made, stopped,
/// started and deleted. Clusters are named by an id the caller chooses (compared without case).
/// </summary>
internal interface IClusterHost
{
    /// <summary>
    /// Starts a cluster; when the task ends its API server answers and its nodes are Ready. Asking for one that is there already
    /// gives its credentials back and changes only its nodes and their version.
    /// </summary>
    /// <param name="clusterId">For example the managed cluster's resource id.</param>
    /// <param name="clusterName">Name for messages, node names and the request log.</param>
    /// <param name="kubernetesVersion">With or without a leading v, for example <c>1.34.2</c>.</param>
    /// <param name="pools">The nodes, one pool or more.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    Task<ClusterCredentials> StartAsync(
        string clusterId, string clusterName, string kubernetesVersion, IReadOnlyList<NodePoolOptions> pools, CancellationToken cancellationToken);

    /// <summary>Stops the API server and every pod; the objects and the volumes are kept. Does nothing when it is not there or stopped.</summary>
    Task StopAsync(string clusterId);

    /// <summary>Starts a stopped cluster again with the objects, credentials and port it had. Throws KeyNotFoundException.</summary>
    Task<ClusterCredentials> ResumeAsync(string clusterId, CancellationToken cancellationToken);

    /// <summary>Takes a cluster away with everything in it. Does nothing when it is not there.</summary>
    Task DeleteAsync(string clusterId);

    /// <summary>How to reach a cluster, stopped or not; null when there is none of that id.</summary>
    ClusterCredentials? Get(string clusterId);
}
