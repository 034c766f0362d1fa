using System.Text.Json.Nodes;

namespace OpenClaw.Azure;

/// <summary>
/// The node pools of managed clusters, one by one. Every call throws <see cref="global::Azure.RequestFailedException"/> when Azure refuses, with 409
/// while something else is done to the cluster.
/// </summary>
internal interface IAgentPools
{
    /// <summary>Gets a pool, or null when it is not there.</summary>
    Task<AgentPool?> GetAsync(string resourceGroup, string cluster, string name, CancellationToken cancellationToken);

    /// <summary>Starts to make a pool; refused (412) when one of that name is there already.</summary>
    Task<LongRunningOperation> BeginCreateAsync(
        string resourceGroup, string cluster, string name, JsonObject properties, CancellationToken cancellationToken);

    /// <summary>
    /// Starts to change a pool and leaves all else of it as Azure has it; without a change, Azure tries again what failed. Refused (412) when
    /// it changes meanwhile.
    /// </summary>
    /// <param name="resourceGroup">The group.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">The pool.</param>
    /// <param name="change">Changes the pool's <c>properties</c> as Azure sent them.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    Task<LongRunningOperation> BeginChangeAsync(
        string resourceGroup, string cluster, string name, Action<JsonObject> change, CancellationToken cancellationToken);

    /// <summary>Starts to delete a pool; null when it is not there.</summary>
    Task<LongRunningOperation?> BeginDeleteAsync(string resourceGroup, string cluster, string name, CancellationToken cancellationToken);
}
