namespace OpenClaw.PowerShell.Commands;

/// <summary>What an instance is called where nobody says.</summary>
internal static class InstanceDefaults
{
    /// <summary>The namespace.</summary>
    public const string Namespace = "openclaw-ns";

    private const string Name = "openclaw";

    /// <summary>The instance's name in a cluster: the name the cluster was made under. What a kubeconfig calls its contexts is no name for an instance.</summary>
    /// <param name="cluster">The cluster.</param>
    public static string NameIn(OpenClawCluster cluster) =>
        cluster.IsOurs && cluster.ResourceId is not null ? cluster.Name : Name;
}
