using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Sandbox.Kubernetes.Selectors;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>What a PodDisruptionBudget comes to with the pods of the moment.</summary>
/// <param name="Expected">How many pods there should be.</param>
/// <param name="Desired">How many must be healthy.</param>
/// <param name="Healthy">How many are.</param>
internal sealed record DisruptionBudget(int Expected, int Desired, int Healthy)
{
    /// <summary>How many pods may be evicted now.</summary>
    public int Allowed => Expected == 0 ? 0 : Math.Max(0, Healthy - Desired);

    /// <summary>Counts.</summary>
    public static DisruptionBudget Of(JsonObject budget, IObjectStore store)
    {
        var pods = store.List("v1", "Pod", budget.Namespace()).Where(pod => Covers(budget, pod)).ToList();
        var healthy = pods.Count(static pod => pod.IsActivePod() && pod.Condition("Ready") == "True");
        if (budget.At("spec", "maxUnavailable") is { } unavailable)
        {
            var scale = Scale(pods, store);
            return new(scale, Math.Max(0, scale - Count(unavailable, scale)), healthy);
        }

        var available = budget.At("spec", "minAvailable") ?? 1;
        var expected = IsPercentage(available) ? Scale(pods, store) : pods.Count;
        return new(expected, Count(available, expected), healthy);
    }

    /// <summary>Whether a budget counts a pod.</summary>
    public static bool Covers(JsonObject budget, JsonObject pod) =>
        budget.Namespace() == pod.Namespace()
        && budget.At("spec", "selector") is JsonObject selector && LabelSelector.FromObject(selector).Matches(pod.At("metadata", "labels") as JsonObject);

    /// <summary>Refuses (429) to evict a pod that a budget needs, as the API server words it.</summary>
    public static void CheckEviction(JsonObject pod, IObjectStore store)
    {
        if (!pod.IsActivePod() || pod.Text("status", "phase") == "Pending")
            return;
        var budgets = store.List("policy/v1", "PodDisruptionBudget", pod.Namespace()).Where(budget => Covers(budget, pod)).ToList();
        if (budgets.Count == 0)
            return;
        if (budgets.Count > 1)
            throw new StatusException(500, "InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        var (budget, counts) = (budgets[0], Of(budgets[0], store));
        var always = budget.Text("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow";
        if (pod.Condition("Ready") != "True" && (always || (counts.Desired > 0 && counts.Healthy >= counts.Desired)))
            return;
        if (counts.Allowed > 0)
            return;
        throw new StatusException(
            429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
            new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject
                {
                    ["reason"] = "DisruptionBudget",
                    ["message"] = $"The disruption budget {budget.Name()} needs {counts.Desired} healthy pods and has {counts.Healthy} currently",
                }),
            });
    }

    // What the pods' controllers ask for; a pod without one counts for itself.
    private static int Scale(List<JsonObject> pods, IObjectStore store)
    {
        var sets = pods.Count == 0 ? [] : store.List("apps/v1", "ReplicaSet", pods[0].Namespace());
        return pods.Select(static pod => pod.ControllerUid() ?? pod.Uid()).Distinct()
            .Sum(uid => sets.FirstOrDefault(set => set.Uid() == uid) is { } set ? set.Number("spec", "replicas") ?? 1 : 1);
    }

    private static bool IsPercentage(JsonNode value) => value.ToString().EndsWith('%');

    private static int Count(JsonNode value, int of) => IsPercentage(value)
        ? (int)Math.Ceiling(of * int.Parse(value.ToString().TrimEnd('%'), CultureInfo.InvariantCulture) / 100.0)
        : int.Parse(value.ToString(), CultureInfo.InvariantCulture);
}
