using Azure;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations.NodePools;

/// <summary>Whether nodes of a VM size can be had in a region: offered, allowed, large enough, within quota.</summary>
internal sealed class NodeSizeCheck(AzureConnection connection, string location, OperationContext context)
{
    /// <summary>What was found.</summary>
    /// <param name="Sizes">The VM sizes of the region; empty when they could not be read.</param>
    /// <param name="Size">The size that was asked for, or null when it was not found.</param>
    /// <param name="Problems">What is wrong.</param>
    public sealed record Finding(IReadOnlyList<ComputeSku> Sizes, ComputeSku? Size, IReadOnlyList<PreflightProblem> Problems);

    /// <summary>Looks.</summary>
    /// <param name="name">The size.</param>
    /// <param name="count">How many nodes of it come on top of what is used.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Finding> RunAsync(string name, int count, CancellationToken cancellationToken)
    {
        var usages = ReadAsync(connection.Facts.UsagesAsync(location, cancellationToken));
        var skus = await ReadAsync(connection.Facts.SkusAsync(location, cancellationToken)).ConfigureAwait(false);
        var quotas = await usages.ConfigureAwait(false);
        if (skus is null || quotas is null)
        {
            context.Verbose(ClusterMessages.SizesNotReadable);
            return new([], null, []);
        }

        var sizes = skus.Where(static s => string.Equals(s.ResourceType, "virtualMachines", StringComparison.OrdinalIgnoreCase)).ToList();
        var size = sizes.Find(s => ClusterPools.SameSize(s.Name, name));
        return new(sizes, size, size is null
            ? [new(nameof(ClusterMessages.NodeSizeNotOffered), ErrorKind.NotSupported,
                MessageText.Format(ClusterMessages.NodeSizeNotOffered, name, location, Alternatives(sizes)))]
            : [.. CheckSize(size, sizes), .. CheckQuota(size, count, quotas)]);
    }

    private IEnumerable<PreflightProblem> CheckSize(ComputeSku size, List<ComputeSku> sizes)
    {
        if (size.RestrictedBecause is { } reason)
        {
            yield return new(nameof(ClusterMessages.NodeSizeRestricted), ErrorKind.NotSupported,
                MessageText.Format(ClusterMessages.NodeSizeRestricted, size.Name!, location, reason, Alternatives(sizes)));
        }

        if (size.Cpus < 2 || size.MemoryGb < 4)
        {
            yield return new(nameof(ClusterMessages.NodeSizeTooSmall), ErrorKind.InvalidArgument,
                MessageText.Format(ClusterMessages.NodeSizeTooSmall, size.Name!, size.Cpus ?? 0, size.MemoryGb ?? 0));
        }
    }

    private IEnumerable<PreflightProblem> CheckQuota(ComputeSku size, int count, List<ComputeUsage> quotas)
    {
        if (size.Cpus is not { } cpus) yield break;
        var needed = (long)cpus * count;
        foreach (var quota in quotas)
        {
            var counts = ClusterPools.SameSize(quota.Name.Value, "cores") || ClusterPools.SameSize(quota.Name.Value, size.Family);
            if (!counts || quota.Left >= needed) continue;
            yield return new(nameof(ClusterMessages.QuotaTooSmall), ErrorKind.LimitsExceeded,
                MessageText.Format(ClusterMessages.QuotaTooSmall, quota.Name.LocalizedValue ?? quota.Name.Value, location, quota.CurrentValue, quota.Limit,
                    count, size.Name!, needed));
        }
    }

    /// <summary>All of a list, or null when we may not read it: that alone is no reason to stop.</summary>
    private static async Task<List<T>?> ReadAsync<T>(IAsyncEnumerable<T> list)
    {
        try
        {
            List<T> all = [];
            await foreach (var item in list.ConfigureAwait(false)) all.Add(item);
            return all;
        }
        catch (RequestFailedException e) when (e.Status is 400 or 403 or 404)
        {
            return null;
        }
    }

    /// <summary>Sizes like the default one that may be used.</summary>
    private static string Alternatives(List<ComputeSku> sizes)
    {
        var fitting = sizes
            .Where(s => s.RestrictedBecause is null && s is { Cpus: >= 2 and <= 4, MemoryGb: >= 8 and <= 32, Name: not null })
            .OrderBy(s => s.Name!.StartsWith("Standard_D", StringComparison.OrdinalIgnoreCase) ? 0 : 1).ThenBy(s => s.Cpus)
            .ThenByDescending(s => s.Name, StringComparer.OrdinalIgnoreCase)
            .Select(s => s.Name).Take(5).ToList();
        return fitting.Count == 0 ? "-" : string.Join(", ", fitting);
    }
}
