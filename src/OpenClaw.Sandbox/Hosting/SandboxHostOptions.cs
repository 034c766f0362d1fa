using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Pods;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>How a sandbox starts out.</summary>
internal sealed record SandboxHostOptions
{
    /// <summary>Its folder, or null for a temporary one; removed in the end.</summary>
    public string? HomePath { get; init; }

    /// <summary>How long a managed cluster is Creating, Updating, Stopping and so on at least.</summary>
    public TimeSpan ProvisioningTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What is done to the requests of all servers.</summary>
    public RequestHooks Hooks { get; init; } = new();

    /// <summary>The fault script; what it does to requests comes after the hooks.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>Makes what runs the pods of a cluster, or null for processes of this machine.</summary>
    public Func<IObjectStore, IKubelet>? NewKubelet { get; init; }
}
