namespace OpenClaw.Sandbox.Faults;

/// <summary>What a rule of a fault script does. In the script its name begins with a small letter.</summary>
internal enum FaultKind
{
    /// <summary>A request is answered with an error status.</summary>
    Error,

    /// <summary>The connection of a request is reset.</summary>
    Reset,

    /// <summary>A request is served late.</summary>
    Slow,

    /// <summary>The credential of a request is refused from then on.</summary>
    ExpiredToken,

    /// <summary>A watch ends.</summary>
    WatchClosed,

    /// <summary>A watch, or a list that goes on, is told that its version is too old (410).</summary>
    Gone,

    /// <summary>The creation of a managed cluster is accepted and then fails.</summary>
    ProvisioningFailed,

    /// <summary>The subscription has too few vCPUs left.</summary>
    QuotaExceeded,

    /// <summary>A container's image cannot be pulled.</summary>
    ImagePullFailed,

    /// <summary>A container is killed for using more memory than its limit.</summary>
    OutOfMemory,

    /// <summary>A pod is deleted without grace.</summary>
    PodKilled,

    /// <summary>The node of a pod is not Ready for a time.</summary>
    NodeNotReady,
}
