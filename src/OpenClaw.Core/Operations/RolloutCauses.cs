using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Explains from what the cluster says why programs do not get ready. A pure function of the objects.</summary>
internal static class RolloutCauses
{
    // Schedulers, volumes and mounts say no before they say yes.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);

    // A registry may have a bad moment, but a name that is wrong stays so.
    private static readonly TimeSpan ImageLimit = TimeSpan.FromSeconds(20);

    // A program may fail once because what it needs is not there yet.
    private static readonly TimeSpan CrashLimit = TimeSpan.FromSeconds(90);

    private static readonly string[] ImageReasons =
        ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable"];

    private static readonly string[] ConfigReasons = ["CreateContainerConfigError", "CreateContainerError", "RunContainerError"];

    private static readonly string[] EventReasons =
        ["FailedMount", "FailedAttachVolume", "FailedMapVolume", "ProvisioningFailed", "FailedCreatePodSandBox", "NetworkNotReady"];

    /// <summary>What is wrong with the given Deployments, their current pods and their claims.</summary>
    public static IEnumerable<RolloutCause> Of(
        IEnumerable<JsonObject> deployments, IReadOnlyCollection<JsonObject> pods, IReadOnlyCollection<JsonObject> claims,
        IReadOnlyCollection<JsonObject> events)
    {
        var unfinished = deployments.Where(d => !RolloutProgress.IsComplete(d)).ToList();
        foreach (var deployment in unfinished)
            foreach (var cause in OfDeployment(deployment))
                yield return cause;
        var current = unfinished.SelectMany(d => pods.Where(p => RolloutProgress.IsCurrent(p, d) && !RolloutProgress.IsReady(p))).ToList();
        foreach (var cause in current.SelectMany(OfPod))
            yield return cause;
        foreach (var cause in claims.Where(c => c.Child("status").Text("phase") == "Pending").SelectMany(c => OfEvents(c, "PersistentVolumeClaim", events)))
            yield return cause;
        foreach (var cause in current.SelectMany(p => OfEvents(p, "Pod", events)))
            yield return cause;
    }

    private static IEnumerable<RolloutCause> OfDeployment(JsonObject deployment)
    {
        var name = Name(deployment);
        foreach (var condition in deployment.Child("status").Children("conditions"))
        {
            var (type, status, reason, message) =
                (condition.Text("type"), condition.Text("status"), condition.Text("reason"), condition.Text("message") ?? "");
            if (type == "ReplicaFailure" && status == "True")
                yield return new($"replicas/{name}", MessageText.Format(
                    message.Contains("exceeded quota", StringComparison.Ordinal) ? InstallMessages.CauseQuota
                    : message.Contains("PodSecurity", StringComparison.Ordinal) ? InstallMessages.CausePodSecurity
                    : InstallMessages.CauseReplicas,
                    name, message));
            else if (type == "Progressing" && status == "False" && reason == "ProgressDeadlineExceeded")
                yield return new($"deadline/{name}", MessageText.Format(InstallMessages.CauseDeadline, name));
        }
    }

    /// <summary>What is wrong with a pod.</summary>
    public static IEnumerable<RolloutCause> OfPod(JsonObject pod)
    {
        var status = pod.Child("status");
        if (status.Children("conditions").FirstOrDefault(c => c.Text("type") == "PodScheduled" && c.Text("status") == "False") is { } unscheduled)
            yield return new($"schedule/{App(pod)}", MessageText.Format(Scheduling(unscheduled.Text("message") ?? ""), Name(pod), unscheduled.Text("message")), Patience: Moment);
        if (status.Text("reason") == "Evicted")
            yield return new($"evicted/{App(pod)}", MessageText.Format(InstallMessages.CauseEvicted, Name(pod), status.Text("message")));
        foreach (var container in status.Children("initContainerStatuses").Concat(status.Children("containerStatuses")))
            if (OfContainer(pod, container) is { } cause)
                yield return cause;
    }

    private static string Scheduling(string message) =>
        message.Contains("Insufficient", StringComparison.Ordinal) ? InstallMessages.CauseNoRoom
        : message.Contains("PersistentVolumeClaim", StringComparison.OrdinalIgnoreCase) ? InstallMessages.CauseNoVolume
        : InstallMessages.CauseNoNode;

    private static RolloutCause? OfContainer(JsonObject pod, JsonObject container)
    {
        var name = container.Text("name") ?? "";
        var waiting = container.Child("state").Child("waiting");
        var (reason, message) = (waiting.Text("reason") ?? "", waiting.Text("message") ?? "");
        if (ImageReasons.Contains(reason))
            return new($"image/{container.Text("image")}", MessageText.Format(InstallMessages.CauseImage, name, container.Text("image"), $"{reason} {message}".Trim()), Hopeless: ImageLimit);
        if (ConfigReasons.Contains(reason))
            return new($"config/{App(pod)}/{name}", MessageText.Format(InstallMessages.CauseConfig, name, Name(pod), $"{reason} {message}".Trim()), Hopeless: ImageLimit);
        var ended = container.Child("state").Child("terminated") ?? container.Child("lastState").Child("terminated");
        if (ended is null || (ended.Integer("exitCode") == 0 && reason != "CrashLoopBackOff") || container.Flag("ready"))
            return null;
        if (ended.Text("reason") == "OOMKilled")
            return new($"memory/{App(pod)}/{name}", MessageText.Format(InstallMessages.CauseMemory, name, Name(pod), MemoryLimit(pod, name)), Hopeless: CrashLimit);
        return new(
            $"crash/{App(pod)}/{name}",
            MessageText.Format(InstallMessages.CauseCrash, name, Name(pod), ended.Integer("exitCode"), container.Integer("restartCount") ?? 0),
            Name(pod), name, Hopeless: CrashLimit);
    }

    private static IEnumerable<RolloutCause> OfEvents(JsonObject obj, string kind, IReadOnlyCollection<JsonObject> events) =>
        from e in events
        let involved = e.Child("involvedObject")
        where e.Text("type") == "Warning" && EventReasons.Contains(e.Text("reason")) && involved.Text("kind") == kind && involved.Text("name") == Name(obj)
        select new RolloutCause(
            $"{e.Text("reason")}/{kind}", MessageText.Format(InstallMessages.CauseEvent, kind, Name(obj), e.Text("reason"), e.Text("message")), Patience: Moment);

    private static string MemoryLimit(JsonObject pod, string container) =>
        pod.Child("spec").Children("containers").Concat(pod.Child("spec").Children("initContainers"))
            .FirstOrDefault(c => c.Text("name") == container)?.Child("resources").Child("limits").Text("memory") ?? "?";

    private static string Name(JsonObject obj) => obj.Child("metadata").Text("name") ?? "";

    private static string App(JsonObject pod) => pod.Child("metadata").Child("labels").Text("app") ?? "";
}
