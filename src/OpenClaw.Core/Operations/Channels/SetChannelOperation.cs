using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Channels;

/// <summary>Declares a chat channel of an instance, or changes one.</summary>
public static class SetChannelOperation
{
    /// <summary>
    /// Installs the channel's plugin on the volume where it needs one, stores its credentials in the instance's Secret, adds it to the
    /// declared state, and waits until OpenClaw runs with it. Run again it changes only what differs.
    /// </summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="options">The channel.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it; running it again finishes it.</param>
    /// <returns>The channel; null when the caller did not want the change.</returns>
    /// <exception cref="OpenClawException">
    /// Something given is wrong or missing, there is no such instance, the plugin cannot be installed, or the installation failed.
    /// </exception>
    public static async Task<OpenClawChannel?> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, SetChannelOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var input = ChannelInput.Read(options);
        var kind = input.Kind;
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var names = new InstanceNames(instanceName, ns);
        var state = await InstalledState.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
        var change = new ChannelChange(client, cluster, state, context);
        var channel = input.Declare(change.Stored);
        var action = kind.Plugin is null ? ChannelMessages.ActionSet : MessageText.Format(ChannelMessages.ActionSetPlugin, kind.Plugin);
        if (!await context.ShouldChange(
            MessageText.Format(ChannelMessages.ChannelTarget, kind.Label, $"{ns}/{instanceName}", cluster.Name), action, cancellationToken).ConfigureAwait(false))
            return null;
        var activity = MessageText.Format(ChannelMessages.ActivitySet, kind.Label, instanceName);
        try
        {
            if (kind.Plugin is not null)
            {
                var mask = new SecretMask(change.Stored.Values.Concat(input.Values.Values.OfType<string>()));
                await new ChannelPlugin(new(client, names, mask), kind)
                    .EnsureAsync(context, (text, percent) => context.Progress(activity, text, percent), cancellationToken).ConfigureAwait(false);
            }
            context.Progress(activity, ChannelMessages.ProgressApply, 60);
            await change.ApplyAsync(
                [.. change.Declared.Where(c => c.Id != kind.Id).Append(channel).OrderBy(static c => c.Id, StringComparer.Ordinal)],
                input.Values, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            context.ProgressCompleted(activity);
        }
        context.Verbose(MessageText.Format(ChannelMessages.ChannelSet, kind.Label, $"{ns}/{instanceName}"));
        return new()
        {
            Channel = kind.Label,
            Name = instanceName,
            Namespace = ns,
            Source = OpenClawChannelSource.Declared,
            Enabled = options.NoWait ? null : true,
            HasCredential = true,
            Plugin = kind.Plugin,
            Cluster = cluster,
        };
    }
}
