namespace OpenClaw.Reliability.Cluster;

/// <summary>What keeps pods from getting Ready.</summary>
internal enum PodTrouble
{
    None,

    /// <summary>They are being made and take their time.</summary>
    Slow,
    ImagePullFailed,
    OutOfMemory,
}
