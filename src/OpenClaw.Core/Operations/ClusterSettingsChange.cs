using System.Text.Json.Nodes;
using Azure;
using OpenClaw.Azure;
using OpenClaw.Operations.NodePools;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>One run of changing a cluster's settings: look, check, ask, wait for others, change, read back.</summary>
internal sealed class ClusterSettingsChange(AzureConnection connection, ClusterId id, ClusterSettings settings, OperationContext context)
{
    private readonly ClusterChange _cluster = new(connection, id, context);
    private readonly string _activity = MessageText.Format(ClusterSettingsMessages.Changing, id.Name);

    /// <summary>Changes what differs.</summary>
    /// <returns>The cluster as it is then, or null when the caller did not want it changed.</returns>
    public async Task<ManagedCluster?> RunAsync(CancellationToken cancellationToken)
    {
        var cluster = await _cluster.GetAsync(cancellationToken).ConfigureAwait(false);
        EnsureOurs(cluster, id);
        // What an earlier run has begun is in the settings already: when they are as asked for, its end is all there is to wait for.
        if (Differences(cluster).Count == 0 && !ClusterReadiness.HasFailed(cluster))
            return await SettledAsync(cluster, cancellationToken).ConfigureAwait(false);
        if (ClusterReadiness.IsBusy(cluster))
            cluster = await WaitForOthersAsync(cluster, cancellationToken).ConfigureAwait(false);
        EnsureRunning(cluster, id);
        var version = await new ClusterUpgrade(connection, id).ResolveAsync(cluster, settings.KubernetesVersion, cancellationToken).ConfigureAwait(false);
        var target = MessageText.Format(ClusterMessages.TargetCluster, id.Name, id.ResourceGroup);
        if (!await context.ShouldChange(target, string.Join("; ", Differences(cluster)), cancellationToken).ConfigureAwait(false)) return null;
        if (await BeginAsync(ClusterPools.Main(cluster)?.Name, version, cancellationToken).ConfigureAwait(false) is not { } operation)
            return await SettledAsync(await _cluster.GetAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (settings.NoWait) return await _cluster.GetAsync(cancellationToken).ConfigureAwait(false);
        cluster = await _cluster.WaitAsync(operation, _activity, cancellationToken).ConfigureAwait(false);
        if (cluster.Properties.ProvisioningState == "Succeeded" && Differences(cluster).Count == 0) return cluster;
        throw new OpenClawException(
            nameof(ClusterSettingsMessages.SettingsNotReached), ErrorKind.OperationFailed,
            MessageText.Format(ClusterSettingsMessages.SettingsNotReached, id.Name, cluster.Properties.ProvisioningState, ClusterChange.Reason(cluster)), id.Name);
    }

    private async Task<ManagedCluster> SettledAsync(ManagedCluster cluster, CancellationToken cancellationToken)
    {
        if (ClusterReadiness.IsBusy(cluster) && !settings.NoWait && !context.WhatIf)
            return await _cluster.WaitAsync(null, _activity, cancellationToken).ConfigureAwait(false);
        // A move to another size has told what it did.
        if (settings.NodeSize is null) context.Verbose(MessageText.Format(ClusterSettingsMessages.NothingToSet, id.Name));
        return cluster;
    }

    private async Task<ManagedCluster> WaitForOthersAsync(ManagedCluster cluster, CancellationToken cancellationToken)
    {
        if (settings.NoWait) throw Busy(cluster);
        return await _cluster.WaitAsync(null, MessageText.Format(ClusterPowerMessages.Settling, id.Name), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks Azure for the change; null when it turns out to be made already.</summary>
    private async Task<LongRunningOperation?> BeginAsync(string? pool, string? version, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await connection.ManagedClusters.BeginChangeAsync(id.ResourceGroup, id.Name, p => Apply(p, pool, version), cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                var cluster = await _cluster.GetAsync(cancellationToken).ConfigureAwait(false);
                // The answer to our own first try may have been lost on the way.
                if (Differences(cluster).Count == 0 && !ClusterReadiness.HasFailed(cluster)) return null;
                if (e.Status == 412)
                {
                    throw new OpenClawException(
                        nameof(ClusterSettingsMessages.ChangedMeanwhile), ErrorKind.ResourceBusy,
                        MessageText.Format(ClusterSettingsMessages.ChangedMeanwhile, id.Name), id.Name, e);
                }

                if (settings.NoWait && ClusterReadiness.IsBusy(cluster)) throw Busy(cluster);
                await _cluster.SettleAsync(e, attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Apply(JsonObject properties, string? main, string? version)
    {
        var pools = (properties["agentPoolProfiles"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        ClusterPools.SetCount(pools.FirstOrDefault(p => (string?)p["name"] == main) ?? pools[0], settings);
        if (version is null) return;
        properties["kubernetesVersion"] = version;
        foreach (var pool in pools)
            pool["orchestratorVersion"] = version;
    }

    private List<string> Differences(ManagedCluster cluster)
    {
        var pools = cluster.Properties.AgentPoolProfiles ?? [];
        var pool = ClusterPools.Main(cluster);
        List<string> found = [];
        if (settings.NodeCount is { } count && (pool?.Count != count || pool.EnableAutoScaling == true))
            found.Add(MessageText.Format(ClusterSettingsMessages.ChangeCount, count, pool?.Count));
        if (settings.MinCount is { } min && !(pool?.EnableAutoScaling == true && pool.MinCount == min && pool.MaxCount == settings.MaxCount))
            found.Add(MessageText.Format(ClusterSettingsMessages.ChangeScaling, min, settings.MaxCount));
        if (settings.KubernetesVersion is { } version && !(ClusterUpgrade.Is(ClusterUpgrade.Current(cluster), version)
            && pools.All(p => p.OrchestratorVersion is null || ClusterUpgrade.Is(p.OrchestratorVersion, version) || ClusterUpgrade.Is(version, p.OrchestratorVersion))))
            found.Add(MessageText.Format(ClusterSettingsMessages.ChangeVersion, version, ClusterUpgrade.Current(cluster)));
        return found;
    }

    private OpenClawException Busy(ManagedCluster cluster) => new(
        nameof(ClusterPowerMessages.ClusterBusy), ErrorKind.ResourceBusy,
        MessageText.Format(ClusterPowerMessages.ClusterBusy, id.Name, ClusterReadiness.Doing(cluster)), id.Name);

    /// <summary>Throws unless a cluster is ours.</summary>
    /// <exception cref="OpenClawException">It is not.</exception>
    public static void EnsureOurs(ManagedCluster cluster, ClusterId id)
    {
        if (!ClusterTags.AreOurs(cluster.Tags))
            throw new OpenClawException(
                nameof(ClusterSettingsMessages.ClusterNotOursToSet), ErrorKind.PermissionDenied,
                MessageText.Format(ClusterSettingsMessages.ClusterNotOursToSet, id.Name, id.ResourceGroup), id.Name);
    }

    /// <summary>Throws unless a cluster runs.</summary>
    /// <exception cref="OpenClawException">It is stopped.</exception>
    public static void EnsureRunning(ManagedCluster cluster, ClusterId id)
    {
        if (cluster.Properties.PowerState?.Code is { } power and not "Running")
            throw new OpenClawException(
                nameof(ClusterSettingsMessages.ClusterNotRunning), ErrorKind.ResourceUnavailable,
                MessageText.Format(ClusterSettingsMessages.ClusterNotRunning, id.Name, power), id.Name);
    }
}
