using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Registry;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Installs OpenClaw and its LLM proxy, or brings an installation to what is asked for.</summary>
public static class InstallOperation
{
    /// <summary>
    /// Compares the cluster with what is asked for, changes what differs, and waits until both programs are ready. When nothing differs
    /// nothing is written. Secrets are made once and kept.
    /// </summary>
    /// <param name="cluster">Where to install.</param>
    /// <param name="options">What to install.</param>
    /// <param name="config">The Azure OpenAI endpoints.</param>
    /// <param name="context">Messages and questions; with <see cref="OperationContext.WhatIf"/> each change is only named.</param>
    /// <param name="cancellationToken">Stops the operation; running it again later finishes it.</param>
    /// <returns>The instance as it is afterwards.</returns>
    /// <exception cref="OpenClawException">
    /// An option is wrong, somebody else installs the same instance (<see cref="ErrorKind.ResourceBusy"/>), another field manager owns a field
    /// (<see cref="ErrorKind.Conflict"/>), or the programs were not ready in time (<see cref="ErrorKind.Timeout"/>).
    /// </exception>
    public static async Task<OpenClawInstance> RunAsync(
        OpenClawCluster cluster, InstallOptions options, OpenClawModelConfig config, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(context);
        InstallOptionsCheck.Run(options);
        var connection = await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false);
        RequireReachableEndpoints(connection, config);
        using var client = new KubernetesClient(connection, context);
        var pinned = await PinnedAsync(client, options, ImagePins.For(cluster, context), cancellationToken).ConfigureAwait(false);
        var install = new InstallContext(client, cluster, pinned, config, context, context.Time);
        return await new Installer(install, new()).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    // What was installed by the same name stays the image it was, so that running it again changes nothing.
    private static async Task<InstallOptions> PinnedAsync(
        KubernetesClient client, InstallOptions options, ImagePins pins, CancellationToken cancellationToken)
    {
        var history = await RevisionHistory.ReadAsync(client, new(options.Name, options.Namespace), cancellationToken).ConfigureAwait(false);
        var known = history.Current?.Data;
        return options with
        {
            OpenClawImage = await pins.PinAsync(options.OpenClawImage, known?.OpenClawImage, cancellationToken).ConfigureAwait(false),
            LiteLLMImage = await pins.PinAsync(options.LiteLLMImage, known?.LiteLLMImage, cancellationToken).ConfigureAwait(false),
        };
    }

    // Pods of a cluster elsewhere have a loopback of their own.
    private static void RequireReachableEndpoints(KubernetesConnection connection, OpenClawModelConfig config)
    {
        if (!connection.Server.IsLoopback && config.Endpoints.FirstOrDefault(e => e.Endpoint.IsLoopback) is { } local)
            throw new OpenClawException(
                nameof(InstallMessages.EndpointLoopback), ErrorKind.InvalidArgument,
                MessageText.Format(InstallMessages.EndpointLoopback, local.Name, local.Endpoint, connection.Name), config.Path);
    }
}
