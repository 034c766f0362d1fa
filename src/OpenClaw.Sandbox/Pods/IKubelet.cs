using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Runs the pods of every node of a cluster.</summary>
internal interface IKubelet : IPodRuntime
{
    /// <summary>Runs pods until cancelled, then ends them.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
