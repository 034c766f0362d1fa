namespace OpenClaw.Operations.Backups;

/// <summary>That a gateway was stopped.</summary>
/// <param name="DeploymentUid">The uid of its Deployment.</param>
/// <param name="IsOurs">Whether a run of ours did that, which was killed then, and not somebody who wants it so.</param>
internal sealed record GatewayStop(string DeploymentUid, bool IsOurs);
