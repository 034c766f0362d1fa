using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Keeps as many pods of a ReplicaSet as it asks for.</summary>
internal sealed class ReplicaSetController(IObjectStore store, EventRecorder events) : Controller(store)
{
    internal const string Manager = "kube-controller-manager";
    private const string Component = "replicaset-controller";
    private const string SuffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    protected override IReadOnlyList<Source> Sources { get; } =
        [Source.Self("apps/v1", "ReplicaSet"), Source.Owned("v1", "Pod", "ReplicaSet")];

    protected override TimeSpan? Reconcile(ObjectKey key)
    {
        if (Store.Get("apps/v1", "ReplicaSet", key.Namespace, key.Name) is not { } set || set.IsDeleting())
            return null;

        var pods = Store.List("v1", "Pod", key.Namespace).Where(pod => pod.ControllerUid() == set.Uid()).ToList();
        var active = pods.Where(static pod => pod.IsActivePod()).ToList();
        var difference = (set.Number("spec", "replicas") ?? 1) - active.Count;
        for (; difference > 0; difference--)
            active.Add(CreatePod(set));

        var surplus = active.OrderBy(static pod => pod.Condition("Ready") == "True")
            .ThenByDescending(static pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .Take(-difference)
            .ToList();
        foreach (var pod in surplus)
        {
            Store.Delete("v1", "Pod", key.Namespace, pod.Name());
            events.Normal(set, Component, "SuccessfulDelete", $"Deleted pod: {pod.Name()}");
            active.Remove(pod);
        }

        WriteStatus(set, active);
        return null;
    }

    private JsonObject CreatePod(JsonObject set)
    {
        var template = set.At("spec", "template");
        var metadata = template.At("metadata")?.DeepClone() as JsonObject ?? [];
        metadata["name"] = $"{set.Name()}-{NewSuffix()}";
        metadata["generateName"] = $"{set.Name()}-";
        metadata["namespace"] = set.Namespace();
        metadata["ownerReferences"] = new JsonArray(set.ToControllerReference());
        metadata.Remove("creationTimestamp");
        var pod = Store.Create(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Pod",
                ["metadata"] = metadata,
                ["spec"] = template.At("spec")?.DeepClone(),
            },
            Manager);
        events.Normal(set, Component, "SuccessfulCreate", $"Created pod: {pod.Name()}");
        return pod;
    }

    private void WriteStatus(JsonObject set, List<JsonObject> pods)
    {
        var ready = pods.Count(static pod => pod.Condition("Ready") == "True");
        Store.Update(
            "apps/v1",
            "ReplicaSet",
            set.Namespace(),
            set.Name(),
            current =>
            {
                var status = new JsonObject
                {
                    ["replicas"] = pods.Count,
                    ["fullyLabeledReplicas"] = pods.Count,
                    ["readyReplicas"] = ready,
                    ["availableReplicas"] = ready,
                    ["observedGeneration"] = set.At("metadata", "generation")?.DeepClone(),
                };
                if (JsonNode.DeepEquals(current["status"], status))
                    return false;
                current["status"] = status;
                return true;
            },
            Manager,
            "status");
    }

    private static string NewSuffix() => string.Concat(
        Enumerable.Range(0, 5).Select(static _ => SuffixAlphabet[Random.Shared.Next(SuffixAlphabet.Length)]));
}
