using System.Text.Json.Serialization;

namespace OpenClaw.Azure;

/// <summary>
/// Properties of a managed cluster, those we set and those we read, API version 2026-06-01. Azure minds the letter case of some
/// names; those have theirs spelled out.
/// </summary>
internal sealed record ManagedClusterProperties
{
    public string? DnsPrefix { get; init; }

    public string? KubernetesVersion { get; init; }

    [JsonPropertyName("enableRBAC")]
    public bool? EnableRbac { get; init; }

    public IReadOnlyList<AgentPoolProfile>? AgentPoolProfiles { get; init; }

    public NetworkProfile? NetworkProfile { get; init; }

    public FeatureSwitch? OidcIssuerProfile { get; init; }

    public SecurityProfile? SecurityProfile { get; init; }

    public AutoUpgradeProfile? AutoUpgradeProfile { get; init; }

    public AadProfile? AadProfile { get; init; }

    public bool? DisableLocalAccounts { get; init; }

    /// <summary>Read only: <c>Succeeded</c>, <c>Failed</c>, <c>Canceled</c>, or what is being done.</summary>
    public string? ProvisioningState { get; init; }

    /// <summary>Read only: <c>Running</c> or <c>Stopped</c>; a stopped cluster is <c>Succeeded</c> all the same.</summary>
    public PowerState? PowerState { get; init; }

    /// <summary>Read only: the version that runs, to the patch.</summary>
    public string? CurrentKubernetesVersion { get; init; }

    /// <summary>Read only: why provisioning failed.</summary>
    public ManagedClusterStatus? Status { get; init; }
}

/// <summary>A node pool.</summary>
internal sealed record AgentPoolProfile
{
    public string? Name { get; init; }

    public string? Mode { get; init; }

    public string? Type { get; init; }

    public int? Count { get; init; }

    public bool? EnableAutoScaling { get; init; }

    public int? MinCount { get; init; }

    public int? MaxCount { get; init; }

    public string? OrchestratorVersion { get; init; }

    public string? VmSize { get; init; }

    public string? OsType { get; init; }

    public int? MaxPods { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Read only: as of the cluster; a pool changes by itself too.</summary>
    public string? ProvisioningState { get; init; }
}

/// <summary>How pods and services get their addresses.</summary>
internal sealed record NetworkProfile
{
    public string? NetworkPlugin { get; init; }

    public string? NetworkPluginMode { get; init; }

    public string? NetworkDataplane { get; init; }

    public string? NetworkPolicy { get; init; }

    public string? PodCidr { get; init; }

    public string? ServiceCidr { get; init; }

    [JsonPropertyName("dnsServiceIP")]
    public string? DnsServiceIp { get; init; }

    public string? LoadBalancerSku { get; init; }

    public string? OutboundType { get; init; }
}

/// <summary>Something that is on or off.</summary>
internal sealed record FeatureSwitch(bool? Enabled);

/// <summary>Security settings.</summary>
internal sealed record SecurityProfile(FeatureSwitch? WorkloadIdentity);

/// <summary>What Azure upgrades by itself.</summary>
internal sealed record AutoUpgradeProfile(
    string? UpgradeChannel, [property: JsonPropertyName("nodeOSUpgradeChannel")] string? NodeOsUpgradeChannel);

/// <summary>Microsoft Entra integration; present only when it is on.</summary>
internal sealed record AadProfile(bool? Managed);

/// <summary>Whether the cluster runs.</summary>
internal sealed record PowerState(string? Code);

/// <summary>What Azure says about the cluster.</summary>
internal sealed record ManagedClusterStatus(ArmErrorDetail? ProvisioningError);
