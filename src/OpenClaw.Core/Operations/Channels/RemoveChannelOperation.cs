using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Channels;

/// <summary>Removes a chat channel of an instance.</summary>
public static class RemoveChannelOperation
{
    /// <summary>
    /// Takes a declared channel out of the declared state and its credentials out of the Secret, and waits until OpenClaw runs without it;
    /// deletes one that was made in OpenClaw there. What is gone already is no error. A plugin stays on the volume.
    /// </summary>
    /// <param name="cluster">Where the instance is.</param>
    /// <param name="instanceName">The instance.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="options">The channel; of the rest only timeout, conflicts and waiting count.</param>
    /// <param name="context">Takes messages, answers the question.</param>
    /// <param name="cancellationToken">Stops it; running it again finishes it.</param>
    /// <returns>True when something was removed.</returns>
    /// <exception cref="OpenClawException">There is no such instance, or the change failed.</exception>
    public static async Task<bool> RunAsync(
        OpenClawCluster cluster, string instanceName, string ns, SetChannelOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentException.ThrowIfNullOrEmpty(instanceName);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        using var client = new KubernetesClient(await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false), context);
        var reader = new ChannelReader(client, cluster, new(instanceName, ns), context);
        var found = (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(c => ChannelReader.Is(c, options.Channel));
        var kind = ChannelKind.Find(options.Channel);
        var change = new ChannelChange(client, cluster, reader.State!, context);
        var left = kind?.Keys.Where(change.Stored.ContainsKey).ToDictionary(static k => k, static _ => (string?)null) ?? [];
        if (found is null && left.Count == 0)
        {
            context.Verbose(MessageText.Format(ChannelMessages.ChannelAbsent, kind?.Label ?? options.Channel, $"{ns}/{instanceName}"));
            return false;
        }
        var label = found?.Channel ?? kind!.Label;
        var isOwn = found?.Source == OpenClawChannelSource.OpenClaw;
        if (!await context.ShouldChange(
            MessageText.Format(ChannelMessages.ChannelTarget, label, $"{ns}/{instanceName}", cluster.Name),
            isOwn ? ChannelMessages.ActionRemoveOwn : ChannelMessages.ActionRemove, cancellationToken).ConfigureAwait(false))
            return false;
        var activity = MessageText.Format(ChannelMessages.ActivityRemove, label, instanceName);
        try
        {
            context.Progress(activity, ChannelMessages.ProgressApply, 30);
            if (isOwn)
            {
                var answer = await reader.Gateway!.RunAsync(cancellationToken, "channels", "remove", "--channel", kind?.Id ?? label, "--delete").ConfigureAwait(false);
                answer.Require($"channels remove --channel {kind?.Id ?? label}");
            }
            if (found?.Source == OpenClawChannelSource.Declared || left.Count > 0)
                await change.ApplyAsync([.. change.Declared.Where(c => c.Id != kind!.Id)], left, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            context.ProgressCompleted(activity);
        }
        context.Verbose(MessageText.Format(ChannelMessages.ChannelRemoved, label, $"{ns}/{instanceName}"));
        return true;
    }
}
