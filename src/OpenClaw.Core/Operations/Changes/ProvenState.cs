using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;

namespace OpenClaw.Operations.Changes;

/// <summary>The state of an instance that was last known to work: what it was last asked to be, or what it was before a change that never ended.</summary>
/// <param name="Installed">The state.</param>
/// <param name="Revision">The revision it belongs to.</param>
/// <param name="Secrets">The values its pods read.</param>
/// <param name="Pending">The change that never ended, or null.</param>
internal sealed record ProvenState(InstalledState Installed, Revision Revision, IReadOnlyDictionary<string, string> Secrets, ChangeRecord? Pending)
{
    /// <summary>All values of the Secret as it is stored.</summary>
    public IReadOnlyDictionary<string, string> Stored { get; } = InstanceSecrets.Decode(Installed.StoredSecret);

    /// <summary>The values that a change which leaves them alone must bring back: those of a change that never ended are none.</summary>
    public Dictionary<string, string> Kept => Secrets
        .Where(static v => v.Key is InstanceSecrets.GatewayToken or InstanceSecrets.MasterKey)
        .ToDictionary(static v => v.Key, static v => v.Value, StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="names">The instance.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">There is no such instance (<c>InstanceNotFound</c>), or none whose state is known
    /// (<c>RevisionMissing</c>).</exception>
    public static async Task<ProvenState> ReadAsync(IKubernetesClient client, InstanceNames names, CancellationToken cancellationToken)
    {
        var installed = await InstalledState.ReadAsync(client, names, cancellationToken).ConfigureAwait(false);
        var stored = InstanceSecrets.Decode(installed.StoredSecret);
        var current = installed.History.Current!;
        if (ChangeRecord.Parse(stored.GetValueOrDefault(InstanceSecrets.Record)) is not { } pending || InstanceSecrets.Former(stored) is not { } former)
            return new(installed, current, stored, null);
        var revision = installed.History.Revisions.FirstOrDefault(r => r.Number == pending.Revision) ?? current;
        return new(InstalledState.Of(names, revision, former, installed.History, installed.StoredSecret), revision, former, pending);
    }
}
