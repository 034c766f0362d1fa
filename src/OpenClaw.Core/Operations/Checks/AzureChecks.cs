using Azure;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>The links in Azure. For a cluster of a kubeconfig there are none.</summary>
internal sealed class AzureChecks
{
    private OpenClawCluster? _cluster;
    private ManagedCluster? _managed;
    private OpenClawException? _lookup;

    /// <summary>The cluster, or null when it was not found.</summary>
    public OpenClawCluster? Cluster => _cluster;

    /// <summary>The cluster that was found.</summary>
    public OpenClawCluster Found => _cluster ?? throw new InvalidOperationException("The cluster was not found.");

    /// <summary>The instance's name, once it is known.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The instance's namespace, once it is known.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary>Finds the cluster, which takes a sign-in.</summary>
    /// <param name="find">Finds it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> SignInAsync(
        Func<CancellationToken, Task<(OpenClawCluster Cluster, string Name, string Namespace)>> find, CancellationToken cancellationToken)
    {
        try
        {
            (_cluster, Name, Namespace) = await find(cancellationToken).ConfigureAwait(false);
            if (_cluster.Azure is not { } azure)
                return CheckOutcome.Skipped(MessageText.Format(CheckMessages.NotAzure, _cluster.Name));
            var id = new ClusterId(_cluster.ResourceId!);
            _managed = await AzureErrors.TranslateAsync(
                id.Name, () => azure.ManagedClusters.GetAsync(id.ResourceGroup, id.Name, cancellationToken)).ConfigureAwait(false);
        }
        catch (OpenClawException e) when (e.Kind is not (ErrorKind.InvalidArgument or ErrorKind.AuthenticationError or ErrorKind.ConnectionError))
        {
            // Whoever is told this much is signed in.
            _lookup = e;
        }
        return CheckOutcome.Passed(_cluster?.Azure is { } used
            ? MessageText.Format(CheckMessages.SignInPassed, used.Credential.Used, used.SubscriptionId)
            : CheckMessages.SignInWorks);
    }

    /// <summary>Whether it runs.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<CheckOutcome> ClusterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_lookup is not null)
            throw _lookup;
        return Task.FromResult(Found.Azure is null ? CheckOutcome.Skipped(MessageText.Format(CheckMessages.NotAzure, Found.Name)) : Judge());
    }

    /// <summary>Whether the quota has room for one more node, which replacing or upgrading one needs.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> QuotaAsync(CancellationToken cancellationToken)
    {
        if (Found.Azure is not { } azure)
            return CheckOutcome.Skipped(MessageText.Format(CheckMessages.NotAzure, Found.Name));
        var (location, size) = (_managed!.Location, Found.NodeSize ?? "");
        try
        {
            var quotas = await ListAsync(azure.Facts.UsagesAsync(location, cancellationToken)).ConfigureAwait(false);
            var sku = (await ListAsync(azure.Facts.SkusAsync(location, cancellationToken)).ConfigureAwait(false))
                .Find(s => string.Equals(s.Name, size, StringComparison.OrdinalIgnoreCase));
            if (sku?.Cpus is not { } cpus)
                return CheckOutcome.Skipped(MessageText.Format(CheckMessages.QuotaUnknown, size, location));
            var counted = quotas.Where(q => Same(q.Name.Value, "cores") || Same(q.Name.Value, sku.Family)).ToList();
            var full = counted.Find(q => q.Left < cpus);
            return full is not null
                ? CheckOutcome.Warning(
                    MessageText.Format(CheckMessages.QuotaFull, full.Name.LocalizedValue ?? full.Name.Value, location, full.CurrentValue, full.Limit, size, cpus),
                    CheckMessages.QuotaRemedy)
                : CheckOutcome.Passed(MessageText.Format(CheckMessages.QuotaPassed, counted.Count == 0 ? "?" : counted.Min(q => q.Left), location, size, cpus));
        }
        catch (RequestFailedException e)
        {
            return CheckOutcome.Skipped(MessageText.Format(CheckMessages.QuotaUnreadable, e.Status, e.ErrorCode));
        }
    }

    private CheckOutcome Judge()
    {
        if (_managed is null)
            return CheckOutcome.Failed(MessageText.Format(CheckMessages.ClusterGone, Found.ClusterName, Found.ResourceGroup), CheckMessages.ClusterGoneRemedy);
        var (state, power) = (_managed.Properties.ProvisioningState ?? "?", _managed.Properties.PowerState?.Code ?? "Running");
        var pools = string.Join(", ", (_managed.Properties.AgentPoolProfiles ?? []).Select(p => $"{p.Name} {p.Count} x {p.VmSize}"));
        if (power == "Stopped")
            return CheckOutcome.Failed(
                MessageText.Format(CheckMessages.ClusterStopped, Found.ClusterName), MessageText.Format(CheckMessages.ClusterStoppedRemedy, Found.ResourceGroup, Found.ClusterName));
        var seen = MessageText.Format(CheckMessages.ClusterSeen, Found.ClusterName, _managed.Location, power, state, pools);
        return state switch
        {
            "Succeeded" => CheckOutcome.Passed(seen),
            "Failed" or "Canceled" => CheckOutcome.Warning(
                seen + " " + (_managed.Properties.Status?.ProvisioningError is { } error ? $"{error.Code}: {error.Message}" : ""), CheckMessages.ClusterFailedRemedy),
            _ => CheckOutcome.Warning(seen, CheckMessages.ClusterBusyRemedy),
        };
    }

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (var item in items.ConfigureAwait(false))
            list.Add(item);
        return list;
    }
}
