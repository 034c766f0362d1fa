using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>How far a Deployment and its pods are.</summary>
internal static class RolloutProgress
{
    /// <summary>True when all pods are of the newest template and available, and no older one is left (what <c>kubectl rollout status</c> waits for).</summary>
    public static bool IsComplete(JsonObject deployment)
    {
        var (status, replicas) = (deployment.Child("status"), Replicas(deployment));
        return status.Integer("observedGeneration") >= deployment.Child("metadata").Integer("generation")
            && (status.Integer("updatedReplicas") ?? 0) == replicas
            && (status.Integer("replicas") ?? 0) == replicas
            && (status.Integer("availableReplicas") ?? 0) >= replicas;
    }

    /// <summary>How many pods are wanted.</summary>
    public static int Replicas(JsonObject deployment) => deployment.Child("spec").Integer("replicas") ?? 1;

    /// <summary>True for a living pod of the Deployment's newest template, as far as its images and marks tell.</summary>
    public static bool IsCurrent(JsonObject pod, JsonObject deployment)
    {
        var (template, metadata) = (deployment.Child("spec").Child("template"), pod.Child("metadata"));
        return metadata.Text("deletionTimestamp") is null
            && metadata.Child("labels").Text("app") == deployment.Child("spec").Child("selector").Child("matchLabels").Text("app")
            && (template.Child("metadata").Child("annotations") ?? []).All(a => metadata.Child("annotations").Text(a.Key) == (string?)a.Value)
            && Images(pod.Child("spec")).SequenceEqual(Images(template.Child("spec")));
    }

    /// <summary>True when the pod is ready.</summary>
    public static bool IsReady(JsonObject pod) => ReadyCondition(pod).Text("status") == "True";

    /// <summary>The pod's condition Ready, or null.</summary>
    public static JsonObject? ReadyCondition(JsonObject pod) =>
        pod.Child("status").Children("conditions").FirstOrDefault(c => c.Text("type") == "Ready");

    /// <summary>What a Deployment's pods are doing, in a word or two.</summary>
    public static string Describe(JsonObject? deployment, IEnumerable<JsonObject> pods)
    {
        if (deployment is not null && IsComplete(deployment))
            return InstallMessages.StateReady;
        var pod = deployment is null ? null : pods.FirstOrDefault(p => IsCurrent(p, deployment));
        if (pod is null)
            return InstallMessages.StateWaitingForPod;
        var status = pod.Child("status");
        if (status.Children("conditions").Any(c => c.Text("type") == "PodScheduled" && c.Text("status") == "False"))
            return InstallMessages.StateWaitingForNode;
        return status.Children("containerStatuses").Any(c => c.Child("state").Child("running") is not null)
            ? InstallMessages.StateStarting
            : InstallMessages.StatePreparing;
    }

    private static IEnumerable<string?> Images(JsonObject? spec) => spec.Children("containers").Select(c => c.Text("image"));
}
