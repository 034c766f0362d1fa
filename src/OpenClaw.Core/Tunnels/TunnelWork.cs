namespace OpenClaw.Tunnels;

/// <summary>The parts of a tunnel that is at work, for who opens it.</summary>
/// <param name="Status">What it is doing.</param>
/// <param name="Pods">The instance's pods.</param>
/// <param name="Keeper">Keeps the way to them open.</param>
/// <param name="Ended">Cancelled when it ends.</param>
internal sealed record TunnelWork(TunnelStatus Status, GatewayPods Pods, TunnelKeeper Keeper, CancellationToken Ended);
