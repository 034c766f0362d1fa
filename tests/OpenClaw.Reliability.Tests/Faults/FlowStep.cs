namespace OpenClaw.Reliability.Faults;

/// <summary>The two commands that faults are played on.</summary>
internal enum FlowStep
{
    /// <summary>New-OpenClawCluster.</summary>
    MakeCluster,

    /// <summary>Install-OpenClaw on a cluster that is there.</summary>
    Install,
}
