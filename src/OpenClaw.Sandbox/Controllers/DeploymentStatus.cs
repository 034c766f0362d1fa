using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Writes a Deployment's counts and its Available and Progressing conditions.</summary>
internal sealed class DeploymentStatus(IObjectStore store)
{
    /// <summary>Writes the status if it changed. Returns when the progress deadline runs out, if it can.</summary>
    public TimeSpan? Write(JsonObject deployment, RolloutPlan plan, JsonObject? current, List<JsonObject> old)
    {
        var sets = current is null ? old : [.. old, current];
        var counts = new Counts(
            Sum(sets, "replicas"), current?.Number("status", "replicas") ?? 0, Sum(sets, "readyReplicas"), Sum(sets, "availableReplicas"));
        TimeSpan? again = null;
        store.Update(
            "apps/v1",
            "Deployment",
            deployment.Namespace(),
            deployment.Name(),
            stored =>
            {
                var before = stored["status"]?.DeepClone();
                var status = stored.Ensure("status");
                status["observedGeneration"] = deployment.At("metadata", "generation")?.DeepClone();
                Put(status, "replicas", counts.Replicas);
                Put(status, "updatedReplicas", counts.Updated);
                Put(status, "readyReplicas", counts.Ready);
                Put(status, "availableReplicas", counts.Available);
                Put(status, "unavailableReplicas", Math.Max(0, Math.Max(counts.Replicas, plan.Desired) - counts.Available));
                var available = counts.Available >= plan.Desired - plan.MaxUnavailable;
                ConditionList.Set(
                    status,
                    "Available",
                    available,
                    available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                    available ? "Deployment has minimum availability." : "Deployment does not have minimum availability.");
                again = SetProgress(deployment, status, before, counts, plan, current);
                return !JsonNode.DeepEquals(before, status);
            },
            ReplicaSetController.Manager,
            "status");
        return again;
    }

    private static TimeSpan? SetProgress(
        JsonObject deployment, JsonObject status, JsonNode? before, Counts counts, RolloutPlan plan, JsonObject? current)
    {
        var subject = current is null ? $"Deployment \"{deployment.Name()}\"" : $"ReplicaSet \"{current.Name()}\"";
        var condition = status.Objects("conditions").FirstOrDefault(static item => item.Text("type") == "Progressing");
        var reason = condition.Text("reason");
        if (counts == new Counts(plan.Desired, plan.Desired, counts.Ready, plan.Desired))
        {
            if (reason != "NewReplicaSetAvailable" || condition.Text("message")?.Contains(subject, StringComparison.Ordinal) != true)
                ConditionList.Set(status, "Progressing", true, "NewReplicaSetAvailable", $"{subject} has successfully progressed.", touch: true);
            return null;
        }

        var moved = condition is null
            || (before.Number("updatedReplicas") ?? 0) < counts.Updated
            || (before.Number("readyReplicas") ?? 0) < counts.Ready
            || (before.Number("availableReplicas") ?? 0) < counts.Available
            || (before.Number("replicas") ?? 0) - (before.Number("updatedReplicas") ?? 0) > counts.Replicas - counts.Updated
            || before.Number("observedGeneration") != status.Number("observedGeneration");
        if (moved)
        {
            ConditionList.Set(status, "Progressing", true, "ReplicaSetUpdated", $"{subject} is progressing.", touch: true);
            condition = status.Objects("conditions").First(static item => item.Text("type") == "Progressing");
            reason = "ReplicaSetUpdated";
        }

        // A finished rollout that loses a pod is not a rollout that makes no progress.
        if (reason is "NewReplicaSetAvailable" or "ProgressDeadlineExceeded" || deployment.Flag("spec", "paused"))
            return null;

        var deadline = TimeSpan.FromSeconds(deployment.Number("spec", "progressDeadlineSeconds") ?? 600);
        var left = (condition.Time("lastUpdateTime") ?? DateTimeOffset.UtcNow) + deadline - DateTimeOffset.UtcNow;
        if (left > TimeSpan.Zero)
            return left + TimeSpan.FromMilliseconds(50);
        ConditionList.Set(status, "Progressing", false, "ProgressDeadlineExceeded", $"{subject} has timed out progressing.", touch: true);
        return null;
    }

    /// <summary>Counts of zero are left out, as the API does.</summary>
    private static void Put(JsonObject status, string property, int count)
    {
        if (count == 0)
            status.Remove(property);
        else
            status[property] = count;
    }

    private static int Sum(List<JsonObject> sets, string count) => sets.Sum(set => set.Number("status", count) ?? 0);

    private sealed record Counts(int Replicas, int Updated, int Ready, int Available);
}
