using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Revisions;

/// <summary>What an instance was last asked to be: its current revision with the secrets that are stored.</summary>
/// <param name="Options">The options it was installed with.</param>
/// <param name="Config">Its model config, keys included.</param>
/// <param name="History">All its revisions.</param>
/// <param name="StoredSecret">Its Secret as it is stored.</param>
internal sealed record InstalledState(InstallOptions Options, OpenClawModelConfig Config, RevisionHistory History, JsonObject StoredSecret)
{
    /// <summary>Reads it.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="names">The instance.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">There is no such instance (<c>InstanceNotFound</c>), or none whose state is known
    /// (<c>RevisionMissing</c>).</exception>
    public static async Task<InstalledState> ReadAsync(IKubernetesClient client, InstanceNames names, CancellationToken cancellationToken)
    {
        var history = RevisionHistory.ReadAsync(client, names, cancellationToken);
        var secret = client.GetAsync(new(ResourceKind.Secret, names.Namespace, names.Secret), cancellationToken);
        await Task.WhenAll(history, secret).ConfigureAwait(false);
        var stored = await secret.ConfigureAwait(false) ?? throw new OpenClawException(
            nameof(InstallMessages.InstanceNotFound), ErrorKind.NotFound,
            MessageText.Format(InstallMessages.InstanceNotFound, names.Name, names.Namespace, client.Name), names.Name);
        var revisions = await history.ConfigureAwait(false);
        if (revisions.Current?.Data is null)
            throw new OpenClawException(
                nameof(RevisionMessages.RevisionMissing), ErrorKind.NotFound,
                MessageText.Format(RevisionMessages.RevisionMissing, $"{names.Namespace}/{names.Name}"), names.Name);
        return Of(names, revisions.Current, InstanceSecrets.Decode(stored), revisions, stored);
    }

    /// <summary>The state of one revision that can be read.</summary>
    /// <param name="names">The instance.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="values">The values of the Secret that belong to it.</param>
    /// <param name="history">All revisions.</param>
    /// <param name="stored">The Secret as it is stored.</param>
    public static InstalledState Of(
        InstanceNames names, Revision revision, IReadOnlyDictionary<string, string> values, RevisionHistory history, JsonObject stored)
    {
        var data = revision.Data!;
        return new(
            data.ToOptions(names),
            data.ToConfig(MessageText.Format(RevisionMessages.RevisionSource, revision.Number, $"{names.Namespace}/{names.Name}"),
                i => values.GetValueOrDefault(InstanceSecrets.AzureKey(i)) ?? ""),
            history, stored);
    }
}
