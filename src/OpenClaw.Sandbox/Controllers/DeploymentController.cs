using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>
/// Rolls Deployments: one ReplicaSet for each pod template it ever had (within the history limit), the newest scaled up and the others
/// down by the strategy. Tells how far it is as <c>kubectl rollout</c> reads it.
/// </summary>
internal sealed class DeploymentController(IObjectStore store, EventRecorder events) : Controller(store)
{
    internal const string RevisionAnnotation = "deployment.kubernetes.io/revision";
    private const string Manager = ReplicaSetController.Manager;
    private const string Component = "deployment-controller";
    private const string LastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";
    private readonly DeploymentStatus statusWriter = new(store);

    protected override IReadOnlyList<Source> Sources { get; } =
    [
        Source.Self("apps/v1", "Deployment"),
        Source.Owned("apps/v1", "ReplicaSet", "Deployment"),
        // Recreate waits for the last old pod to be gone, which shows in no ReplicaSet's status.
        new("v1", "Pod", static pod => OwningDeployment(pod)),
    ];

    protected override TimeSpan? Reconcile(ObjectKey key)
    {
        if (Store.Get("apps/v1", "Deployment", key.Namespace, key.Name) is not { } deployment || deployment.IsDeleting())
            return null;

        var plan = RolloutPlan.Of(deployment);
        var sets = Store.List("apps/v1", "ReplicaSet", key.Namespace)
            .Where(set => set.ControllerUid() == deployment.Uid() && !set.IsDeleting())
            .ToList();
        var current = sets.Find(set => PodTemplate.AreEqual(set.At("spec", "template"), deployment.At("spec", "template")));
        var old = sets.Where(set => set != current).ToList();

        if (!deployment.Flag("spec", "paused"))
        {
            if (plan.Recreate && !StopOld(deployment, old))
                return statusWriter.Write(deployment, plan, current, old);

            current = Adopt(deployment, current, old) ?? CreateSet(deployment, plan, old);
            if (plan.Recreate)
                Scale(deployment, current, plan.Desired);
            else
                Roll(deployment, plan, current, old);
            Forget(deployment, old);
        }
        else if (current is not null)
        {
            Scale(deployment, current, plan.Desired);
        }

        return statusWriter.Write(deployment, plan, current, old);
    }

    private static IEnumerable<ObjectKey> OwningDeployment(JsonObject pod)
    {
        var hash = pod.Text("metadata", "labels", PodTemplate.HashLabel);
        var set = pod.Objects("metadata", "ownerReferences").FirstOrDefault(static owner => owner.Text("kind") == "ReplicaSet").Text("name");
        return hash is not null && set is not null && set.EndsWith("-" + hash, StringComparison.Ordinal)
            ? [new ObjectKey(pod.Namespace(), set[..^(hash.Length + 1)])]
            : [];
    }

    /// <summary>Scales every old ReplicaSet to nothing; true when none of their pods is left.</summary>
    private bool StopOld(JsonObject deployment, List<JsonObject> old)
    {
        foreach (var set in old)
            Scale(deployment, set, 0);
        var uids = old.Select(static set => set.Uid()).ToHashSet();
        return !Store.List("v1", "Pod", deployment.Namespace())
            .Any(pod => pod.ControllerUid() is { } owner && uids.Contains(owner) && pod.Text("status", "phase") is not ("Succeeded" or "Failed"));
    }

    /// <summary>Makes the ReplicaSet there is for the template the newest revision, or returns null when there is none.</summary>
    private JsonObject? Adopt(JsonObject deployment, JsonObject? current, List<JsonObject> old)
    {
        if (current is null)
            return null;
        var revision = Math.Max(Revision(current), old.Select(Revision).DefaultIfEmpty(0).Max() + 1);
        var text = revision.ToString(CultureInfo.InvariantCulture);
        if (Revision(current) != revision)
            current = Annotate("ReplicaSet", current, text) ?? current;
        if (deployment.Text("metadata", "annotations", RevisionAnnotation) != text)
            Annotate("Deployment", deployment, text);
        return current;
    }

    private JsonObject CreateSet(JsonObject deployment, RolloutPlan plan, List<JsonObject> old)
    {
        var template = (JsonObject)deployment.At("spec", "template")!.DeepClone();
        var hash = PodTemplate.Hash(template);
        template.Ensure("metadata", "labels")[PodTemplate.HashLabel] = hash;
        var selector = deployment.At("spec", "selector")?.DeepClone() as JsonObject ?? [];
        selector.Ensure("matchLabels")[PodTemplate.HashLabel] = hash;
        var annotations = deployment.At("metadata", "annotations")?.DeepClone() as JsonObject ?? [];
        annotations.Remove(LastAppliedAnnotation);
        var revision = (old.Select(Revision).DefaultIfEmpty(0).Max() + 1).ToString(CultureInfo.InvariantCulture);
        annotations[RevisionAnnotation] = revision;

        var replicas = plan.Recreate ? plan.Desired : RoomForNew(plan, 0, old);
        var set = Store.Create(
            new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "ReplicaSet",
                ["metadata"] = new JsonObject
                {
                    ["name"] = $"{deployment.Name()}-{hash}",
                    ["namespace"] = deployment.Namespace(),
                    ["labels"] = template.At("metadata", "labels")?.DeepClone(),
                    ["annotations"] = annotations,
                    ["ownerReferences"] = new JsonArray(deployment.ToControllerReference()),
                },
                ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
            },
            Manager);
        Annotate("Deployment", deployment, revision);
        events.Normal(deployment, Component, "ScalingReplicaSet", $"Scaled up replica set {set.Name()} from 0 to {replicas}");
        return set;
    }

    private void Roll(JsonObject deployment, RolloutPlan plan, JsonObject current, List<JsonObject> old)
    {
        var wanted = Replicas(current);
        if (wanted > plan.Desired)
            Scale(deployment, current, plan.Desired);
        else if (wanted < plan.Desired)
            Scale(deployment, current, wanted + RoomForNew(plan, wanted, old));

        // Old pods that are not available go first: taking them away makes nothing worse.
        var spare = old.Sum(Replicas) + wanted - (plan.Desired - plan.MaxUnavailable) - (wanted - Available(current));
        foreach (var set in old.OrderBy(Available))
        {
            var drop = Math.Min(Replicas(set), Math.Max(spare, Math.Max(0, Replicas(set) - Available(set))));
            if (drop <= 0 || spare <= 0)
                continue;
            drop = Math.Min(drop, spare);
            Scale(deployment, set, Replicas(set) - drop);
            spare -= drop;
        }
    }

    private static int RoomForNew(RolloutPlan plan, int wanted, List<JsonObject> old) =>
        Math.Clamp(plan.Desired + plan.MaxSurge - wanted - old.Sum(Replicas), 0, plan.Desired - wanted);

    private void Scale(JsonObject deployment, JsonObject set, int replicas)
    {
        var before = Replicas(set);
        if (before == replicas)
            return;
        set["spec"]!["replicas"] = replicas;
        Store.Update(
            "apps/v1",
            "ReplicaSet",
            set.Namespace(),
            set.Name(),
            current =>
            {
                current["spec"]!["replicas"] = replicas;
                return true;
            },
            Manager);
        var direction = replicas > before ? "up" : "down";
        events.Normal(deployment, Component, "ScalingReplicaSet", $"Scaled {direction} replica set {set.Name()} from {before} to {replicas}");
    }

    /// <summary>Deletes the oldest empty ReplicaSets beyond the history limit.</summary>
    private void Forget(JsonObject deployment, List<JsonObject> old)
    {
        var keep = deployment.Number("spec", "revisionHistoryLimit") ?? 10;
        foreach (var set in old.Where(static set => Replicas(set) == 0 && (set.Number("status", "replicas") ?? 0) == 0)
            .OrderByDescending(Revision).Skip(keep))
        {
            Store.Delete("apps/v1", "ReplicaSet", set.Namespace(), set.Name());
        }
    }

    private JsonObject? Annotate(string kind, JsonObject obj, string revision) => Store.Update(
        "apps/v1",
        kind,
        obj.Namespace(),
        obj.Name(),
        current =>
        {
            current.Ensure("metadata", "annotations")[RevisionAnnotation] = revision;
            return true;
        },
        Manager);

    private static int Revision(JsonObject obj) =>
        int.TryParse(obj.Text("metadata", "annotations", RevisionAnnotation), CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    private static int Replicas(JsonObject set) => set.Number("spec", "replicas") ?? 1;

    private static int Available(JsonObject set) => set.Number("status", "availableReplicas") ?? 0;
}
