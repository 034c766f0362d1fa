using System.Globalization;
using Azure;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Checks everything that can be known before anything is made, and reports all that is wrong at once.</summary>
internal sealed class ClusterPreflight(AzureConnection connection, ClusterPlan plan, OperationContext context)
{
    private const string ContainerService = "Microsoft.ContainerService";

    private static readonly string[] NeededProviders = ["Microsoft.Compute", "Microsoft.Network", "Microsoft.Storage"];

    private sealed record Problem(string ErrorId, ErrorKind Kind, string Message);

    /// <summary>Checks.</summary>
    /// <param name="groupExists">Whether the resource group is there already.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The registration state of Microsoft.ContainerService.</returns>
    /// <exception cref="OpenClawException">Something is wrong; each with its remedy.</exception>
    public async Task<string?> RunAsync(bool groupExists, CancellationToken cancellationToken)
    {
        var facts = connection.Facts;
        var provider = facts.ProviderAsync(ContainerService, "managedClusters", cancellationToken);
        Task<IReadOnlyList<Problem>>[] checks =
        [
            CheckRegionAsync(provider, cancellationToken), CheckSizeAsync(cancellationToken), CheckProvidersAsync(cancellationToken),
            CheckRightsAsync(groupExists, provider, cancellationToken),
        ];
        var problems = (await Task.WhenAll(checks).ConfigureAwait(false)).SelectMany(p => p).ToList();
        // Nothing is offered in a region that is not there; that is no news.
        if (problems.Any(p => p.ErrorId == nameof(ClusterMessages.LocationUnknown))) problems.RemoveAll(p => p.ErrorId == nameof(ClusterMessages.NodeSizeNotOffered));
        return problems switch
        {
            [] => (await provider.ConfigureAwait(false)).RegistrationState,
            [var only] => throw new OpenClawException(only.ErrorId, only.Kind, only.Message, plan.ClusterName),
            _ => throw new OpenClawException(
                nameof(ClusterMessages.ClusterPreflightFailed), problems[0].Kind,
                string.Format(
                    CultureInfo.CurrentCulture, ClusterMessages.ClusterPreflightFailed, plan.ClusterName,
                    string.Join(Environment.NewLine, problems.Select(p => "  - " + p.Message))),
                plan.ClusterName),
        };
    }

    private async Task<IReadOnlyList<Problem>> CheckRegionAsync(Task<ResourceProviderFacts> provider, CancellationToken cancellationToken)
    {
        var locations = await connection.Facts.LocationsAsync(cancellationToken).ConfigureAwait(false);
        if (!locations.Contains(plan.Location, StringComparer.OrdinalIgnoreCase))
        {
            return [new(nameof(ClusterMessages.LocationUnknown), ErrorKind.InvalidArgument,
                Text(ClusterMessages.LocationUnknown, plan.Options.Location, AzureLocations.Suggest(plan.Location, locations)))];
        }

        var offered = (await provider.ConfigureAwait(false)).Locations;
        return offered.Count == 0 || offered.Contains(plan.Location)
            ? []
            : [new(nameof(ClusterMessages.LocationWithoutAks), ErrorKind.NotSupported,
                Text(ClusterMessages.LocationWithoutAks, plan.Location, string.Join(", ", offered)))];
    }

    private async Task<IReadOnlyList<Problem>> CheckSizeAsync(CancellationToken cancellationToken)
    {
        var usages = ReadAsync(connection.Facts.UsagesAsync(plan.Location, cancellationToken));
        var skus = await ReadAsync(connection.Facts.SkusAsync(plan.Location, cancellationToken)).ConfigureAwait(false);
        var quotas = await usages.ConfigureAwait(false);
        if (skus is null || quotas is null)
        {
            context.Verbose(ClusterMessages.SizesNotReadable);
            return [];
        }

        var sizes = skus.Where(s => string.Equals(s.ResourceType, "virtualMachines", StringComparison.OrdinalIgnoreCase)).ToList();
        var size = sizes.Find(s => string.Equals(s.Name, plan.Options.NodeSize, StringComparison.OrdinalIgnoreCase));
        if (size is null)
        {
            return [new(nameof(ClusterMessages.NodeSizeNotOffered), ErrorKind.NotSupported,
                Text(ClusterMessages.NodeSizeNotOffered, plan.Options.NodeSize, plan.Location, Alternatives(sizes)))];
        }

        List<Problem> problems = [];
        if (size.RestrictedBecause is { } reason)
        {
            problems.Add(new(nameof(ClusterMessages.NodeSizeRestricted), ErrorKind.NotSupported,
                Text(ClusterMessages.NodeSizeRestricted, size.Name!, plan.Location, reason, Alternatives(sizes))));
        }

        if (size.Cpus < 2 || size.MemoryGb < 4)
        {
            problems.Add(new(nameof(ClusterMessages.NodeSizeTooSmall), ErrorKind.InvalidArgument,
                Text(ClusterMessages.NodeSizeTooSmall, size.Name!, size.Cpus ?? 0, size.MemoryGb ?? 0)));
        }

        problems.AddRange(CheckQuota(size, quotas));
        return problems;
    }

    private IEnumerable<Problem> CheckQuota(ComputeSku size, IReadOnlyList<ComputeUsage> quotas)
    {
        if (size.Cpus is not { } cpus) yield break;
        var needed = (long)cpus * plan.Options.NodeCount;
        foreach (var quota in quotas)
        {
            var counts = Same(quota.Name.Value, "cores") || Same(quota.Name.Value, size.Family);
            if (!counts || quota.Left >= needed) continue;
            yield return new(nameof(ClusterMessages.QuotaTooSmall), ErrorKind.LimitsExceeded,
                Text(ClusterMessages.QuotaTooSmall, quota.Name.LocalizedValue ?? quota.Name.Value, plan.Location, quota.CurrentValue, quota.Limit,
                    plan.Options.NodeCount, size.Name!, needed));
        }
    }

    private async Task<IReadOnlyList<Problem>> CheckProvidersAsync(CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(NeededProviders.Select(p => connection.Facts.ProviderAsync(p, "", cancellationToken))).ConfigureAwait(false);
        List<Problem> problems = [];
        foreach (var (name, facts) in NeededProviders.Zip(states))
        {
            if (facts.RegistrationState is null or "Registered" or "Registering") continue;
            var message = Text(ClusterMessages.ProviderNotRegistered, name, facts.RegistrationState);
            // A cluster starts without storage accounts; only volumes of Azure Files need them.
            if (name == "Microsoft.Storage") context.Warning(message);
            else problems.Add(new(nameof(ClusterMessages.ProviderNotRegistered), ErrorKind.ResourceUnavailable, message));
        }

        return problems;
    }

    private async Task<IReadOnlyList<Problem>> CheckRightsAsync(
        bool groupExists, Task<ResourceProviderFacts> provider, CancellationToken cancellationToken)
    {
        var permissions = await connection.Facts.PermissionsAsync(groupExists ? plan.ResourceGroup : null, cancellationToken).ConfigureAwait(false);
        if (permissions is null)
        {
            context.Verbose(ClusterMessages.RightsNotReadable);
            return [];
        }

        List<string> needed = [
            "Microsoft.ContainerService/managedClusters/read", "Microsoft.ContainerService/managedClusters/write",
            "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action",
        ];
        if (!groupExists) needed.Insert(0, "Microsoft.Resources/subscriptions/resourceGroups/write");
        if (!groupExists && NeedsRegistration((await provider.ConfigureAwait(false)).RegistrationState)) needed.Add("Microsoft.ContainerService/register/action");
        var missing = needed.FindAll(action => !permissions.Any(p => p.Allows(action)));
        if (missing.Count == 0) return [];
        var scope = groupExists ? $"/subscriptions/{connection.SubscriptionId}/resourceGroups/{plan.ResourceGroup}" : $"/subscriptions/{connection.SubscriptionId}";
        return [new(nameof(ClusterMessages.RightsMissing), ErrorKind.PermissionDenied, Text(ClusterMessages.RightsMissing, scope, string.Join(", ", missing)))];
    }

    /// <summary>Whether a provider in this state must be registered first.</summary>
    public static bool NeedsRegistration(string? state) => state is "NotRegistered" or "Unregistered" or "Unregistering";

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

    private static bool Same(string a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Text(string format, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
