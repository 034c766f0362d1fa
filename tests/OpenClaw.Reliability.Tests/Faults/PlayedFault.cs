using OpenClaw.Reliability.Cluster;
using OpenClaw.Sandbox.Faults;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Reliability.Faults;

/// <summary>A fault as the sweep plays it, and what an error because of it may be.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Rule">The rule, still without a request; null for what happens in the cluster.</param>
/// <param name="Kinds">The kinds an error may be of; none when it must be absorbed.</param>
internal sealed record PlayedFault(string Name, FaultRule? Rule, params ErrorKind[] Kinds)
{
    /// <summary>All faults.</summary>
    public static IReadOnlyList<PlayedFault> All { get; } =
    [
        new("429 with Retry-After", Error(429)),
        new("500", Error(500), ErrorKind.OperationFailed),
        new("502", Error(502), ErrorKind.OperationFailed),
        new("503", Error(503), ErrorKind.ResourceUnavailable),
        new("504", Error(504), ErrorKind.Timeout),
        new("503 from then on", Error(503) with { Count = FaultRule.Always }, ErrorKind.ResourceUnavailable, ErrorKind.ConnectionError, ErrorKind.Timeout),
        new("409 conflict", Error(409) with { RetryAfter = null }, ErrorKind.ResourceBusy, ErrorKind.Conflict),
        new("reset before", Reset(FaultMoment.Before), ErrorKind.ConnectionError),
        new("reset, answer lost", Reset(FaultMoment.After), ErrorKind.ConnectionError, ErrorKind.ResourceBusy),
        new("reset in the middle of the answer", Reset(FaultMoment.Middle), ErrorKind.ConnectionError, ErrorKind.ResourceBusy),
        new("slow answer", new() { Fault = FaultKind.Slow, Duration = TimeSpan.FromSeconds(0.3) }),
        new("token expired", new() { Fault = FaultKind.ExpiredToken, Duration = TimeSpan.FromHours(1) }, ErrorKind.AuthenticationError),
        new("watch closed", new() { Fault = FaultKind.WatchClosed }),
        new("watch told 410", new() { Fault = FaultKind.Gone }),
        new("failed provisioning", new() { Fault = FaultKind.ProvisioningFailed }, ErrorKind.OperationFailed),
        new("quota exceeded", new() { Fault = FaultKind.QuotaExceeded }, ErrorKind.LimitsExceeded),
        new("image pull fails", null, ErrorKind.Timeout) { Trouble = PodTrouble.ImagePullFailed },
        new("out of memory", null, ErrorKind.Timeout) { Trouble = PodTrouble.OutOfMemory },
        new("pods killed", null) { KillsPods = true },
        new("node not ready", null) { NodeFails = true },
    ];

    /// <summary>What is wrong with all pods from the request on.</summary>
    public PodTrouble Trouble { get; init; }

    /// <summary>All pods are deleted at the request.</summary>
    public bool KillsPods { get; init; }

    /// <summary>The node is not Ready from the request on, for a moment.</summary>
    public bool NodeFails { get; init; }

    /// <summary>Whether the client cannot know if its request was carried out.</summary>
    public bool IsDoubtful => Rule is { Fault: FaultKind.Reset, At: FaultMoment.After or FaultMoment.Middle };

    /// <summary>Whether only few requests are of the kind it happens to.</summary>
    public bool AppliesToFew => Rule?.Fault is FaultKind.WatchClosed or FaultKind.Gone or FaultKind.ProvisioningFailed or FaultKind.QuotaExceeded;

    /// <summary>Whether it can happen at a request.</summary>
    public bool AppliesTo(FlowRequest request) => Rule?.Fault switch
    {
        FaultKind.WatchClosed or FaultKind.Gone => request.IsWatch,
        FaultKind.ProvisioningFailed => request.MakesCluster,
        FaultKind.QuotaExceeded => request is { Server: SandboxServer.ResourceManager, Nth: 1 } && request.Path.EndsWith("/usages", StringComparison.Ordinal),
        FaultKind.Reset when Rule.At == FaultMoment.Middle => !request.IsWatch,
        null => request.Server == SandboxServer.Kubernetes,
        _ => true,
    };

    public override string ToString() => Name;

    private static FaultRule Error(int status) => new() { Fault = FaultKind.Error, Status = status, RetryAfter = 0 };

    private static FaultRule Reset(FaultMoment at) => new() { Fault = FaultKind.Reset, At = at };
}
