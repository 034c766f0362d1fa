using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Everything that works on a cluster's objects besides the API server and the kubelet.</summary>
internal static class ControllerManager
{
    /// <summary>Makes what a new cluster has, then runs every controller until cancelled.</summary>
    public static Task RunAsync(IObjectStore store, NodePools nodes, string volumesFolder, CancellationToken cancellationToken)
    {
        nodes.EnsureNodes();
        VolumeBinder.EnsureClasses(store);
        var events = new EventRecorder(store);
        Controller[] controllers =
        [
            new DeploymentController(store, events),
            new ReplicaSetController(store, events),
            new Scheduler(store, events),
            new VolumeBinder(store, events, volumesFolder),
            new EndpointsController(store),
            new DisruptionController(store),
        ];
        return Task.WhenAll(controllers.Select(controller => controller.RunAsync(cancellationToken)));
    }
}
