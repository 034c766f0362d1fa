using System.Text.Json.Nodes;
using Azure;
using OpenClaw.Azure;

namespace OpenClaw.Operations.NodePools;

/// <summary>Has Azure make, change and delete one node pool, and waits until it has. What Azure is at already is waited for first.</summary>
internal sealed class PoolChange(AzureConnection connection, ClusterId id, OperationContext context)
{
    private readonly ClusterChange _cluster = new(connection, id, context);

    /// <summary>Gets a pool, or null when it is not there.</summary>
    public Task<AgentPool?> GetAsync(string pool, CancellationToken cancellationToken) =>
        connection.AgentPools.GetAsync(id.ResourceGroup, id.Name, pool, cancellationToken);

    /// <summary>Makes a pool, unless one of that name is there.</summary>
    /// <returns>The pool as it is then, whatever came of it.</returns>
    public Task<AgentPool?> CreateAsync(string pool, JsonObject properties, string activity, CancellationToken cancellationToken) => RunAsync(
        pool, async () => await connection.AgentPools.BeginCreateAsync(id.ResourceGroup, id.Name, pool, properties, cancellationToken).ConfigureAwait(false),
        static found => found is not null, activity, cancellationToken);

    /// <summary>Changes a pool; without a change, has Azure try again what failed.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="change">Changes its properties.</param>
    /// <param name="isDone">Whether the pool is as asked for, or Azure at it.</param>
    /// <param name="activity">What is waited for.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public Task<AgentPool?> ChangeAsync(
        string pool, Action<JsonObject> change, Func<AgentPool, bool> isDone, string activity, CancellationToken cancellationToken) => RunAsync(
        pool, async () => await connection.AgentPools.BeginChangeAsync(id.ResourceGroup, id.Name, pool, change, cancellationToken).ConfigureAwait(false),
        found => found is null || isDone(found), activity, cancellationToken);

    /// <summary>Deletes a pool.</summary>
    /// <returns>Null when it is gone; else the pool that would not go.</returns>
    public Task<AgentPool?> DeleteAsync(string pool, string activity, CancellationToken cancellationToken) => RunAsync(
        pool, () => connection.AgentPools.BeginDeleteAsync(id.ResourceGroup, id.Name, pool, cancellationToken),
        static found => found is null, activity, cancellationToken);

    /// <summary>Waits until Azure is done with a pool.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="operation">The operation, or null to wait for what an earlier run has begun.</param>
    /// <param name="activity">What is waited for.</param>
    /// <param name="cancellationToken">Stops the waiting; Azure goes on.</param>
    /// <returns>The pool as it is then, or null when it is not there.</returns>
    public async Task<AgentPool?> WaitAsync(string pool, LongRunningOperation? operation, string activity, CancellationToken cancellationToken)
    {
        var wait = new ClusterWait(context, activity);
        try
        {
            while (true)
            {
                if (operation is { IsCompleted: false })
                {
                    wait.Report(operation.Status);
                    await wait.PauseAsync(operation.RetryAfter, cancellationToken).ConfigureAwait(false);
                    await operation.UpdateAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                }

                var found = await GetAsync(pool, cancellationToken).ConfigureAwait(false);
                if (found?.ProvisioningState is null or "Succeeded" or "Failed" or "Canceled") return found;
                wait.Report(found.ProvisioningState);
                await wait.PauseAsync(null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            wait.Complete();
        }
    }

    private async Task<AgentPool?> RunAsync(
        string pool, Func<Task<LongRunningOperation?>> begin, Func<AgentPool?, bool> isDone, string activity, CancellationToken cancellationToken)
    {
        LongRunningOperation? operation = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                operation = await begin().ConfigureAwait(false);
                break;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Something else is under way, or the answer to our own first try was lost on the way.
                await _cluster.SettleAsync(e, attempt, cancellationToken).ConfigureAwait(false);
                if (isDone(await GetAsync(pool, cancellationToken).ConfigureAwait(false))) break;
            }
        }

        return await WaitAsync(pool, operation, activity, cancellationToken).ConfigureAwait(false);
    }
}
