using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;

namespace OpenClaw.Operations;

/// <summary>An object of an installed instance: what Install-OpenClaw would apply, and what is there.</summary>
/// <param name="Object">What Install-OpenClaw would apply.</param>
/// <param name="Live">What is there, or null.</param>
internal sealed record DeclaredObject(DesiredObject Object, JsonObject? Live)
{
    /// <summary>
    /// Reads all objects of an instance, in order of rank. A namespace that somebody else made is not among them, and what an existing
    /// volume claim cannot change any more is as it is there.
    /// </summary>
    /// <param name="install">The instance with the options and the model config it was installed with.</param>
    /// <param name="secrets">The marks of its secrets, or null to leave them out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<DeclaredObject>> ReadAsync(InstallContext install, SecretVersions? secrets, CancellationToken cancellationToken)
    {
        var objects = await Task.WhenAll(DesiredState.Build(install.Options, install.Config, secrets).Select(async wanted =>
        {
            var live = await install.Client.GetAsync(wanted.Name, cancellationToken).ConfigureAwait(false);
            return new DeclaredObject(
                live is not null && wanted.Name.Kind == ResourceKind.PersistentVolumeClaim ? VolumeClaims.Keep(wanted, live, install) : wanted, live);
        })).ConfigureAwait(false);
        return [.. objects.Where(static o => o.Object.Name.Kind != ResourceKind.Namespace || o.Live is null || InstanceLabels.IsOurs(o.Live))];
    }

    /// <summary>The marks of the secrets that are stored, or null when something is missing among them.</summary>
    /// <param name="state">The instance.</param>
    public static SecretVersions? MarksOf(InstalledState state) =>
        InstanceSecrets.Plan(state.StoredSecret, state.Config) is { Changes.Count: 0 } secrets ? secrets.Versions() : null;
}
