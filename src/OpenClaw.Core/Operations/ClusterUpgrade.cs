using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Whether a cluster can be brought to a Kubernetes version, by Azure's own list of its upgrades; and by which steps, if not at once.</summary>
internal sealed class ClusterUpgrade(AzureConnection connection, ClusterId id)
{
    /// <summary>The version to ask Azure for, or null when there is nothing to upgrade.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="wanted">The version, to the minor or the patch, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">It cannot be; the message names the steps, or what Azure offers.</exception>
    public async Task<string?> ResolveAsync(ManagedCluster cluster, string? wanted, CancellationToken cancellationToken)
    {
        if (wanted is null) return null;
        var current = Current(cluster);
        // The pools may be behind when an earlier upgrade was interrupted.
        if (Is(current, wanted)) return current;
        var offered = await connection.ManagedClusters.GetUpgradesAsync(id.ResourceGroup, id.Name, cancellationToken).ConfigureAwait(false);
        if (offered.Where(v => Is(v, wanted)).MaxBy(Parse) is { } exact) return exact;
        var (from, to) = (Parse(current), Parse(wanted));
        if (to is not null && from is not null && to < from)
            throw Error(nameof(ClusterSettingsMessages.UpgradeNewer), ClusterSettingsMessages.UpgradeNewer, current, wanted);
        if (to is not null && from is not null && (to.Major, to.Minor).CompareTo((from.Major, from.Minor + 1)) > 0)
            throw Error(nameof(ClusterSettingsMessages.UpgradeSteps), ClusterSettingsMessages.UpgradeSteps, current, wanted, $"{from.Major}.{from.Minor + 1}");
        throw Error(
            nameof(ClusterSettingsMessages.UpgradeUnavailable), ClusterSettingsMessages.UpgradeUnavailable, current, wanted,
            offered.Count == 0 ? "-" : string.Join(", ", offered));
    }

    /// <summary>The version a cluster runs.</summary>
    public static string Current(ManagedCluster cluster) =>
        cluster.Properties.CurrentKubernetesVersion ?? cluster.Properties.KubernetesVersion ?? "";

    /// <summary>True for a version that is what was asked for, to the minor or the patch.</summary>
    public static bool Is(string version, string wanted) =>
        version == wanted || (wanted.Count(static c => c == '.') == 1 && version.StartsWith(wanted + ".", StringComparison.Ordinal));

    private static Version? Parse(string version) => Version.TryParse(version, out var parsed) ? parsed : null;

    private OpenClawException Error(string errorId, string text, params object[] args) =>
        new(errorId, ErrorKind.InvalidArgument, MessageText.Format(text, [id.Name, .. args]), id.Name);
}
