using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Arm;

/// <summary>
/// The state of the sandbox's Azure Resource Manager: one subscription with its resource groups, managed clusters and operations, all in
/// memory. The properties that can be set play what a real subscription may be like; set them any time.
/// </summary>
internal sealed class ResourceManager(ResourceManagerOptions options, IClusterHost clusterHost) : IAsyncDisposable
{
    /// <summary>vCPUs a subscription is allowed when nothing else is said.</summary>
    public const int UsualQuota = 100;

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _work = [];

    public ResourceManagerOptions Options => options;

    public IClusterHost ClusterHost => clusterHost;

    /// <summary>Guards everything below.</summary>
    public object Sync { get; } = new();

    public Dictionary<string, ResourceGroup> Groups { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<ManagedCluster> Clusters { get; } = [];

    public Dictionary<string, Operation> Operations { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// vCPUs allowed per region and family, for example <c>standardDSv5Family</c>, or <c>cores</c> for the region's total;
    /// <see cref="DefaultQuota"/> where it says nothing.
    /// </summary>
    public Dictionary<(string Location, string Family), int> Quota { get; } = [];

    /// <summary>vCPUs allowed per region and family unless <see cref="Quota"/> says otherwise.</summary>
    public int DefaultQuota { get; set; } = UsualQuota;

    /// <summary>VM sizes the subscription may not use, per region.</summary>
    public HashSet<(string Location, string Size)> RestrictedSizes { get; } = [];

    /// <summary>Registration states of providers that are not Registered.</summary>
    public Dictionary<string, string> RegistrationStates { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the caller may do; empty means nothing at all.</summary>
    public IReadOnlyList<PermissionSet> Permissions { get; set; } = [PermissionSet.Owner];

    /// <summary>The error that every create of a managed cluster ends with, after it was accepted; null lets them succeed.</summary>
    public (string Code, string Message)? ProvisioningFailure { get; set; }

    public string SubscriptionScope => $"/subscriptions/{options.SubscriptionId}";

    public ResourceGroup Group(string name) => Groups.GetValueOrDefault(name) ?? throw ArmErrors.GroupNotFound(name);

    public ManagedCluster? FindCluster(string group, string name) => Clusters.Find(cluster =>
        cluster.Group.Name.Equals(group, StringComparison.OrdinalIgnoreCase) && cluster.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public ManagedCluster Cluster(string group, string name) =>
        FindCluster(Group(group).Name, name) ?? throw ArmErrors.ResourceNotFound(ManagedCluster.Type, name, group);

    public int QuotaOf(string location, string family) => Quota.TryGetValue((location, family), out var limit) ? limit : DefaultQuota;

    /// <summary>vCPUs in use by the clusters of a region, of one family or, for <c>cores</c>, in all; stopped clusters use none.</summary>
    public int UsageOf(string location, string family, ManagedCluster? except = null) => Clusters
        .Where(cluster => cluster.Location == location && cluster != except && cluster.PowerState == "Running")
        .SelectMany(cluster => cluster.Pools)
        .Sum(pool => MachineSize.Find(pool!["vmSize"]!.GetValue<string>()) is { } size && (family == "cores" || size.Family == family)
            ? size.Cores * pool["count"]!.GetValue<int>()
            : 0);

    public string RegistrationStateOf(string ns) => RegistrationStates.GetValueOrDefault(ns, "Registered");

    /// <summary>
    /// Starts work in the background and hands out the operation that follows it. The caller holds <see cref="Sync"/>;
    /// <paramref name="end"/> runs under it too, with the error the work ended in.
    /// </summary>
    public Operation StartOperation(string location, Func<CancellationToken, Task> work, Action<ArmException?> end)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var operation = new Operation(location, DateTimeOffset.UtcNow, cancellation);
        Operations[operation.Id] = operation;
        _work.RemoveAll(task => task.IsCompleted);
        _work.Add(Task.Run(() => RunAsync(operation, work, end), CancellationToken.None));
        return operation;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] work;
        lock (Sync)
            work = [.. _work];
        await Task.WhenAll(work);
        _stopping.Dispose();
    }

    private async Task RunAsync(Operation operation, Func<CancellationToken, Task> work, Action<ArmException?> end)
    {
        ArmException? error = null;
        using (operation.Cancellation)
        {
            try
            {
                await work(operation.Cancellation.Token);
            }
            catch (OperationCanceledException) when (operation.Cancellation.IsCancellationRequested)
            {
                error = new(409, "NotLatestOperation",
                    "Cannot proceed with the operation. Either the operation has been preempted by another one, or the information needed by the operation failed to be saved (or hasn't been saved yet).");
                lock (Sync)
                    operation.Complete(DateTimeOffset.UtcNow, error);
                return;
            }
            catch (ArmException failure)
            {
                error = failure;
            }
#pragma warning disable CA1031 // What goes wrong in the sandbox's own cluster must end the operation, not hang it.
            catch (Exception failure)
            {
                error = new(500, "InternalOperationError", $"The sandbox could not do it: {failure.Message}");
            }
#pragma warning restore CA1031
            lock (Sync)
            {
                end(error);
                operation.Complete(DateTimeOffset.UtcNow, error);
            }
        }
    }
}
