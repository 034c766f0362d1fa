using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Registry;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Changes;

/// <summary>Changes versions, model or resources of an instance, proves that it works, and else puts back what was there.</summary>
public static class UpdateOperation
{
    private const string What = "Update-OpenClaw";

    /// <summary>
    /// Changes only what is named and keeps the rest as it was installed. Images are pinned to the digest their registry tells. When OpenClaw's
    /// image changes, its state is backed up before and restored when the change is taken back.
    /// </summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="update">What to change.</param>
    /// <param name="options">How.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The instance as it is afterwards.</returns>
    /// <exception cref="OpenClawException">What is asked for is wrong, there is no such instance (<see cref="ErrorKind.NotFound"/>), or the
    /// change was taken back (<c>ChangeTakenBack</c>); the message says what failed and what runs now.</exception>
    public static async Task<OpenClawInstance> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, UpdateOptions update, ChangeOptions options, OperationContext context,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (update is { Version: not null, OpenClawImage: not null })
            throw new OpenClawException(
                nameof(ChangeMessages.VersionAndImage), ErrorKind.InvalidArgument, ChangeMessages.VersionAndImage, update.Version);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var instance = new InstanceContext(client, cluster, new(instanceName, ns), context, context.Time);
        var proven = await ProvenState.ReadAsync(client, instance.Names, cancellationToken).ConfigureAwait(false);
        InstallOptionsCheck.Run(update.Into(proven.Installed.Options));
        var wanted = await PinnedAsync(update, proven.Installed.Options, ImagePins.For(cluster, context), cancellationToken).ConfigureAwait(false);
        return await new GatedChange(instance, Request(wanted, options), new()).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The change, once the images are known.</summary>
    /// <param name="update">What to change.</param>
    /// <param name="options">How.</param>
    internal static ChangeRequest Request(UpdateOptions update, ChangeOptions options) => new(What, proven =>
    {
        var wanted = update.Into(proven.Installed.Options);
        InstallOptionsCheck.Run(wanted);
        return new(wanted, update.ModelConfig ?? proven.Installed.Config)
        {
            Secrets = proven.Kept,
            Endpoints = update.ModelConfig is { Endpoints.Count: > 1 } config ? [.. config.Endpoints.Select(static e => e.Name)] : [],
        };
    }, options)
    {
        Action = ChangeMessages.ActionUpdate,
    };

    private static async Task<UpdateOptions> PinnedAsync(
        UpdateOptions update, InstallOptions installed, ImagePins pins, CancellationToken cancellationToken) => update with
        {
            Version = null,
            OpenClawImage = update.Version is { } version ? await pins.ResolveAsync(installed.OpenClawImage, version, cancellationToken).ConfigureAwait(false)
                : update.OpenClawImage is { } image ? await pins.PinAsync(image, installed.OpenClawImage, cancellationToken).ConfigureAwait(false)
                : null,
            LiteLLMImage = update.LiteLLMImage is { } proxy
                ? await pins.PinAsync(proxy, installed.LiteLLMImage, cancellationToken).ConfigureAwait(false) : null,
        };
}
