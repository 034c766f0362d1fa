using System.Globalization;
using OpenClaw.Azure;
using OpenClaw.Operations.NodePools;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Checks everything that can be known before anything is made, and reports all that is wrong at once.</summary>
internal sealed class ClusterPreflight(AzureConnection connection, ClusterPlan plan, OperationContext context)
{
    private const string ContainerService = "Microsoft.ContainerService";

    private static readonly string[] NeededProviders = ["Microsoft.Compute", "Microsoft.Network", "Microsoft.Storage"];

    /// <summary>Checks.</summary>
    /// <param name="groupExists">Whether the resource group is there already.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The registration state of Microsoft.ContainerService.</returns>
    /// <exception cref="OpenClawException">Something is wrong; each with its remedy.</exception>
    public async Task<string?> RunAsync(bool groupExists, CancellationToken cancellationToken)
    {
        var facts = connection.Facts;
        var provider = facts.ProviderAsync(ContainerService, "managedClusters", cancellationToken);
        Task<IReadOnlyList<PreflightProblem>>[] checks =
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

    private async Task<IReadOnlyList<PreflightProblem>> CheckRegionAsync(Task<ResourceProviderFacts> provider, CancellationToken cancellationToken)
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

    private async Task<IReadOnlyList<PreflightProblem>> CheckSizeAsync(CancellationToken cancellationToken) =>
        (await new NodeSizeCheck(connection, plan.Location, context).RunAsync(plan.Options.NodeSize, plan.Options.NodeCount, cancellationToken)
            .ConfigureAwait(false)).Problems;

    private async Task<IReadOnlyList<PreflightProblem>> CheckProvidersAsync(CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(NeededProviders.Select(p => connection.Facts.ProviderAsync(p, "", cancellationToken))).ConfigureAwait(false);
        List<PreflightProblem> problems = [];
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

    private async Task<IReadOnlyList<PreflightProblem>> CheckRightsAsync(
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

    private static string Text(string format, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
