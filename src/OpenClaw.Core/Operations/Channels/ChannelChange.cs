using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Channels;

/// <summary>An installed instance whose declared channels are to be changed.</summary>
/// <param name="client">The cluster.</param>
/// <param name="cluster">The cluster as users see it.</param>
/// <param name="state">The instance.</param>
/// <param name="context">Takes messages.</param>
internal sealed class ChannelChange(IKubernetesClient client, OpenClawCluster cluster, InstalledState state, OperationContext context)
{
    /// <summary>The values of the stored Secret.</summary>
    public Dictionary<string, string> Stored { get; } = InstanceSecrets.Decode(state.StoredSecret);

    /// <summary>The declared channels.</summary>
    public IReadOnlyList<DeclaredChannel> Declared => state.Options.Channels ?? [];

    /// <summary>Applies the instance with other channels and, unless told otherwise, waits until OpenClaw is ready with them.</summary>
    /// <param name="channels">All channels that are to be declared.</param>
    /// <param name="values">Values to put into the Secret; null in place of one takes it away.</param>
    /// <param name="options">Timeout, conflicts and waiting.</param>
    /// <param name="cancellationToken">Stops it; running it again finishes it.</param>
    public Task ApplyAsync(
        IReadOnlyList<DeclaredChannel> channels, IReadOnlyDictionary<string, string?> values, SetChannelOptions options, CancellationToken cancellationToken)
    {
        // Applied as they are, missing keys would be stored as empty ones.
        if (state.Config.Endpoints.Any(static e => e.Key.Length == 0))
            throw new OpenClawException(
                nameof(ChannelMessages.AzureKeysMissing), ErrorKind.ResourceUnavailable,
                MessageText.Format(ChannelMessages.AzureKeysMissing, state.Options.Name), state.Options.Name);
        var asked = new OperationContext { Write = context.Write, Time = context.Time };
        var install = new InstallContext(
            client, cluster,
            state.Options with { Channels = channels, Timeout = options.Timeout, ForceConflicts = options.ForceConflicts, NoWait = options.NoWait },
            state.Config, asked, context.Time)
        { ChannelValues = values, BasedOn = state.History.Current!.Number };
        return new Installer(install, new()).RunAsync(cancellationToken);
    }
}
