using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Gives each pod a node that has room for its requests, once its volumes can be had there.</summary>
internal sealed class Scheduler(IObjectStore store, EventRecorder events) : Controller(store)
{
    internal const string SelectedNodeAnnotation = "volume.kubernetes.io/selected-node";
    private const string Manager = "kube-scheduler";
    private const string Component = "default-scheduler";

    protected override IReadOnlyList<Source> Sources =>
    [
        Source.Self("v1", "Pod"),
        new("v1", "Node", _ => Unscheduled()),
        new("v1", "PersistentVolumeClaim", _ => Unscheduled()),
        new("storage.k8s.io/v1", "StorageClass", _ => Unscheduled()),
    ];

    protected override TimeSpan? Reconcile(ObjectKey key)
    {
        if (Store.Get("v1", "Pod", key.Namespace, key.Name) is not { } pod || !IsUnscheduled(pod))
        {
            // A pod that is gone or done makes room for those that wait.
            foreach (var waiting in Store.Get("v1", "Pod", key.Namespace, key.Name)?.IsActivePod() == true ? [] : UnscheduledPods())
                Schedule(waiting);
            return null;
        }

        Schedule(pod);
        return null;
    }

    private void Schedule(JsonObject pod)
    {
        var nodes = Store.List("v1", "Node");
        var reasons = new Dictionary<string, int>();
        var node = nodes.FirstOrDefault(candidate => Fits(pod, candidate, reasons));
        var why = node is null
            ? $"0/{nodes.Count} nodes are available: {string.Join(", ", reasons.Select(static pair => $"{pair.Value} {pair.Key}"))}."
            : ClaimProblem(pod, node.Name());
        if (why is not null)
        {
            Refuse(pod, why);
            return;
        }

        if (Claims(pod).Any(claim => claim.Text("status", "phase") != "Bound"))
            return;

        Bind(pod, node!.Name());
    }

    private void Bind(JsonObject pod, string node)
    {
        Store.Update(
            "v1",
            "Pod",
            pod.Namespace(),
            pod.Name(),
            current =>
            {
                if (!IsUnscheduled(current))
                    return false;
                current["spec"]!["nodeName"] = node;
                return true;
            },
            Manager);
        Store.Update(
            "v1",
            "Pod",
            pod.Namespace(),
            pod.Name(),
            current =>
            {
                ConditionList.Set(current.Ensure("status"), "PodScheduled", true);
                return true;
            },
            Manager,
            "status");
        events.Normal(pod, Component, "Scheduled", $"Successfully assigned {pod.Namespace()}/{pod.Name()} to {node}");
    }

    private void Refuse(JsonObject pod, string why)
    {
        var known = pod.Objects("status", "conditions").FirstOrDefault(static item => item.Text("type") == "PodScheduled");
        if (known.Text("message") == why)
            return;
        Store.Update(
            "v1",
            "Pod",
            pod.Namespace(),
            pod.Name(),
            current =>
            {
                var status = current.Ensure("status");
                status["phase"] ??= "Pending";
                ConditionList.Set(status, "PodScheduled", false, "Unschedulable", why);
                return true;
            },
            Manager,
            "status");
        events.Warning(pod, Component, "FailedScheduling", why);
    }

    private bool Fits(JsonObject pod, JsonObject node, Dictionary<string, int> reasons)
    {
        var labels = node.Map("metadata", "labels");
        string? reason = null;
        if (pod.Map("spec", "nodeSelector").Any(pair => labels.GetValueOrDefault(pair.Key) != pair.Value))
            reason = "node(s) didn't match Pod's node affinity/selector";
        else if (node.Flag("spec", "unschedulable"))
            reason = "node(s) were unschedulable";
        else if (node.Objects("spec", "taints").FirstOrDefault(taint => !Tolerates(pod, taint)) is { } taint)
            reason = $"node(s) had untolerated taint {{{taint.Text("key")}: {taint.Text("value")}}}";
        else
            reason = new[] { "cpu", "memory" }.FirstOrDefault(resource => !HasRoom(pod, node, resource)) is { } full ? $"Insufficient {full}" : null;

        if (reason is not null)
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        return reason is null;
    }

    private static bool Tolerates(JsonObject pod, JsonObject taint) =>
        taint.Text("effect") == "PreferNoSchedule"
        || pod.Objects("spec", "tolerations").Any(toleration =>
            (string.IsNullOrEmpty(toleration.Text("key")) || toleration.Text("key") == taint.Text("key"))
            && (string.IsNullOrEmpty(toleration.Text("effect")) || toleration.Text("effect") == taint.Text("effect"))
            && (toleration.Text("operator") == "Exists" || (toleration.Text("value") ?? "") == (taint.Text("value") ?? "")));

    private bool HasRoom(JsonObject pod, JsonObject node, string resource)
    {
        var used = Store.List("v1", "Pod")
            .Where(other => other.Text("spec", "nodeName") == node.Name() && other.Text("status", "phase") is not ("Succeeded" or "Failed"))
            .Sum(other => Request(other, resource));
        return used + Request(pod, resource) <= Quantity.Parse(node.Text("status", "allocatable", resource));
    }

    /// <summary>What a pod asks for: its containers together, or its largest init container if that is more.</summary>
    private static decimal Request(JsonObject pod, string resource)
    {
        decimal Of(JsonObject container) => Quantity.Parse(container.At("resources", "requests", resource)?.ToString());
        return Math.Max(pod.Objects("spec", "containers").Sum(Of), pod.Objects("spec", "initContainers").Select(Of).DefaultIfEmpty(0).Max());
    }

    private IEnumerable<JsonObject> Claims(JsonObject pod) => ClaimNames(pod)
        .Select(name => Store.Get("v1", "PersistentVolumeClaim", pod.Namespace(), name))
        .OfType<JsonObject>();

    private static IEnumerable<string> ClaimNames(JsonObject pod) =>
        pod.Objects("spec", "volumes").Select(static volume => volume.Text("persistentVolumeClaim", "claimName")).OfType<string>();

    /// <summary>Why the pod's claims keep it from a node, or null; tells the binder the node for those that wait for their first pod.</summary>
    private string? ClaimProblem(JsonObject pod, string node)
    {
        foreach (var name in ClaimNames(pod))
        {
            var prefix = $"0/{Store.List("v1", "Node").Count} nodes are available: ";
            if (Store.Get("v1", "PersistentVolumeClaim", pod.Namespace(), name) is not { } claim)
                return $"{prefix}persistentvolumeclaim \"{name}\" not found.";
            if (claim.IsDeleting())
                return $"{prefix}persistentvolumeclaim \"{name}\" is being deleted.";
            if (claim.Text("status", "phase") == "Bound")
                continue;
            if (VolumeBinder.FindClass(Store, claim) is not { } storageClass)
                return $"{prefix}pod has unbound immediate PersistentVolumeClaims.";
            if (storageClass.Text("volumeBindingMode") == "WaitForFirstConsumer")
                SelectNode(claim, node);
        }

        return null;
    }

    private void SelectNode(JsonObject claim, string node) => Store.Update(
        "v1",
        "PersistentVolumeClaim",
        claim.Namespace(),
        claim.Name(),
        current =>
        {
            if (current.Text("metadata", "annotations", SelectedNodeAnnotation) is not null)
                return false;
            current.Ensure("metadata", "annotations")[SelectedNodeAnnotation] = node;
            return true;
        },
        Manager);

    private IEnumerable<ObjectKey> Unscheduled() => UnscheduledPods().Select(ObjectKey.Of);

    private IEnumerable<JsonObject> UnscheduledPods() => Store.List("v1", "Pod").Where(IsUnscheduled);

    private static bool IsUnscheduled(JsonObject pod) => pod.IsActivePod() && string.IsNullOrEmpty(pod.Text("spec", "nodeName"));
}
