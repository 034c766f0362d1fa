using System.Text.Json.Nodes;
using Azure;
using OpenClaw.Azure;
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
        EnsureOurs(cluster);
        // What an earlier run has begun is in the settings already: when they are as asked for, its end is all there is to wait for.
        if (Differences(cluster).Count == 0 && !ClusterReadiness.HasFailed(cluster))
            return await SettledAsync(cluster, cancellationToken).ConfigureAwait(false);
        if (ClusterReadiness.IsChanging(cluster))
            cluster = await WaitForOthersAsync(cluster, cancellationToken).ConfigureAwait(false);
        EnsureRunning(cluster);
        var version = await new ClusterUpgrade(connection, id).ResolveAsync(cluster, settings.KubernetesVersion, cancellationToken).ConfigureAwait(false);
        var target = MessageText.Format(ClusterMessages.TargetCluster, id.Name, id.ResourceGroup);
        if (!await context.ShouldChange(target, string.Join("; ", Differences(cluster)), cancellationToken).ConfigureAwait(false)) return null;
        var operation = await BeginAsync(version, cancellationToken).ConfigureAwait(false);
        if (settings.NoWait) return await _cluster.GetAsync(cancellationToken).ConfigureAwait(false);
        cluster = await _cluster.WaitAsync(operation, _activity, cancellationToken).ConfigureAwait(false);
        if (cluster.Properties.ProvisioningState == "Succeeded" && Differences(cluster).Count == 0) return cluster;
        throw new OpenClawException(
            nameof(ClusterSettingsMessages.SettingsNotReached), ErrorKind.OperationFailed,
            MessageText.Format(ClusterSettingsMessages.SettingsNotReached, id.Name, cluster.Properties.ProvisioningState, ClusterChange.Reason(cluster)), id.Name);
    }

    private async Task<ManagedCluster> SettledAsync(ManagedCluster cluster, CancellationToken cancellationToken)
    {
        if (ClusterReadiness.IsChanging(cluster) && !settings.NoWait && !context.WhatIf)
            return await _cluster.WaitAsync(null, _activity, cancellationToken).ConfigureAwait(false);
        context.Verbose(MessageText.Format(ClusterSettingsMessages.NothingToSet, id.Name));
        return cluster;
    }

    private async Task<ManagedCluster> WaitForOthersAsync(ManagedCluster cluster, CancellationToken cancellationToken)
    {
        if (settings.NoWait)
            throw new OpenClawException(
                nameof(ClusterPowerMessages.ClusterBusy), ErrorKind.ResourceBusy,
                MessageText.Format(ClusterPowerMessages.ClusterBusy, id.Name, cluster.Properties.ProvisioningState), id.Name);
        return await _cluster.WaitAsync(null, MessageText.Format(ClusterPowerMessages.Settling, id.Name), cancellationToken).ConfigureAwait(false);
    }

    private async Task<LongRunningOperation> BeginAsync(string? version, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ManagedClusters.BeginChangeAsync(id.ResourceGroup, id.Name, p => Apply(p, version), cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            throw new OpenClawException(
                nameof(ClusterSettingsMessages.ChangedMeanwhile), ErrorKind.ResourceBusy,
                MessageText.Format(ClusterSettingsMessages.ChangedMeanwhile, id.Name), id.Name, e);
        }
    }

    private void Apply(JsonObject properties, string? version)
    {
        var pools = (properties["agentPoolProfiles"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var system = pools.FirstOrDefault(static p => (string?)p["mode"] == "System") ?? pools[0];
        if (settings.NodeCount is { } count)
        {
            system["count"] = count;
            system["enableAutoScaling"] = false;
            system.Remove("minCount");
            system.Remove("maxCount");
        }
        else if (settings is { MinCount: { } min, MaxCount: { } max })
        {
            system["enableAutoScaling"] = true;
            system["minCount"] = min;
            system["maxCount"] = max;
            system["count"] = Math.Clamp((int?)system["count"] ?? min, min, max);
        }

        if (version is null) return;
        properties["kubernetesVersion"] = version;
        foreach (var pool in pools)
            pool["orchestratorVersion"] = version;
    }

    private List<string> Differences(ManagedCluster cluster)
    {
        var pools = cluster.Properties.AgentPoolProfiles ?? [];
        var pool = pools.FirstOrDefault(static p => p.Mode == "System") ?? (pools.Count > 0 ? pools[0] : null);
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

    private void EnsureOurs(ManagedCluster cluster)
    {
        if (!ClusterTags.AreOurs(cluster.Tags))
            throw new OpenClawException(
                nameof(ClusterSettingsMessages.ClusterNotOursToSet), ErrorKind.PermissionDenied,
                MessageText.Format(ClusterSettingsMessages.ClusterNotOursToSet, id.Name, id.ResourceGroup), id.Name);
    }

    private void EnsureRunning(ManagedCluster cluster)
    {
        if (cluster.Properties.PowerState?.Code is { } power and not "Running")
            throw new OpenClawException(
                nameof(ClusterSettingsMessages.ClusterNotRunning), ErrorKind.ResourceUnavailable,
                MessageText.Format(ClusterSettingsMessages.ClusterNotRunning, id.Name, power), id.Name);
    }
}
