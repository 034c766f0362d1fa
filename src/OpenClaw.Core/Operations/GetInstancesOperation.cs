using OpenClaw.Kubernetes;
using OpenClaw.Registry;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Finds the instances in a cluster.</summary>
public static class GetInstancesOperation
{
    /// <summary>
    /// Adds to instances which versions there are to be had. Registries are asked at most once an hour in a process, and waited for no longer
    /// than 2 seconds; in a sandbox, and with the environment variable OPENCLAW_VERSION_CHECK set to <c>off</c>, they are not asked.
    /// </summary>
    /// <param name="instances">The instances.</param>
    /// <param name="cancellationToken">Stops the operation.</param>
    public static async Task<IReadOnlyList<OpenClawInstance>> WithAvailableVersionsAsync(
        IReadOnlyList<OpenClawInstance> instances, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instances);
        if (!VersionCheck.IsOn)
            return instances;
        return await Task.WhenAll(instances.Select(async instance => instance.Cluster.Azure?.IsSandbox == true ? instance : instance with
        {
            OpenClawAvailableVersion = await AvailableVersions.Shared.GetAsync(instance.OpenClawImage, cancellationToken).ConfigureAwait(false),
            LiteLLMAvailableVersion = await AvailableVersions.Shared.GetAsync(instance.LiteLLMImage, cancellationToken).ConfigureAwait(false),
        })).ConfigureAwait(false);
    }

    /// <summary>Finds instances by their labels and reads how they are.</summary>
    /// <param name="cluster">Where to look.</param>
    /// <param name="name">Only the instance of this name; it must exist. Null means all.</param>
    /// <param name="ns">Only in this namespace; null means all.</param>
    /// <param name="context">Takes messages.</param>
    /// <param name="cancellationToken">Stops the operation.</param>
    /// <exception cref="OpenClawException">There is no instance of that name (<see cref="ErrorKind.NotFound"/>).</exception>
    public static async Task<IReadOnlyList<OpenClawInstance>> RunAsync(
        OpenClawCluster cluster, string? name, string? ns, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var found = await InstanceReader.ReadAsync(client, cluster, ns, name, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 || name is null ? found
            : throw new OpenClawException(
                nameof(InstallMessages.InstanceNotFound), ErrorKind.NotFound,
                MessageText.Format(InstallMessages.InstanceNotFound, name, ns ?? InstallMessages.AnyNamespace, cluster.Name), name);
    }
}
