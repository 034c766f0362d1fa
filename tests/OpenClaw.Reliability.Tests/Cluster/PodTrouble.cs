namespace OpenClaw.Reliability.Cluster;

/// <summary>What keeps pods from getting Ready.</summary>
internal enum PodTrouble
{
    None,
    ImagePullFailed,
    OutOfMemory,
}
