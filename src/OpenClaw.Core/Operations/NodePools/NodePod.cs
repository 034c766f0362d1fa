using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Operations.NodePools;

/// <summary>What becomes of a pod when its node is drained.</summary>
internal static class NodePod
{
    /// <summary>
    /// Whether it must go first. Finished pods, those of DaemonSets and those the node runs by itself (mirror pods) go with the node.
    /// </summary>
    public static bool MustGo(JsonObject pod) =>
        pod.Child("status").Text("phase") is not ("Succeeded" or "Failed")
        && pod.Child("metadata").Child("annotations").Text("kubernetes.io/config.mirror") is null
        && Controller(pod).Text("kind") != "DaemonSet";

    /// <summary>Whether nobody would make it anew elsewhere.</summary>
    public static bool IsUnmanaged(JsonObject pod) => MustGo(pod) && Controller(pod) is null && !IsGoing(pod);

    /// <summary>Whether it is on its way out already.</summary>
    public static bool IsGoing(JsonObject pod) => pod.Child("metadata").Text("deletionTimestamp") is not null;

    /// <summary>Namespace and name, for messages.</summary>
    public static string Name(JsonObject pod) => $"{pod.Child("metadata").Text("namespace")}/{pod.Child("metadata").Text("name")}";

    private static JsonObject? Controller(JsonObject pod) =>
        pod.Child("metadata").Children("ownerReferences").FirstOrDefault(static o => o.Flag("controller"));
}
