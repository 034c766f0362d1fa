using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Controllers;

/// <summary>Tells in each PodDisruptionBudget how many of its pods may go. Evictions count for themselves, so it may be late.</summary>
internal sealed class DisruptionController(IObjectStore store) : Controller(store)
{
    private const string Kind = "PodDisruptionBudget";

    protected override IReadOnlyList<Source> Sources =>
    [
        Source.Self("policy/v1", Kind),
        new("v1", "Pod", pod => Store.List("policy/v1", Kind, pod.Namespace()).Select(ObjectKey.Of)),
    ];

    protected override TimeSpan? Reconcile(ObjectKey key)
    {
        Store.Update("policy/v1", Kind, key.Namespace, key.Name, Fill, ReplicaSetController.Manager, "status");
        return null;
    }

    private bool Fill(JsonObject budget)
    {
        var before = budget["status"]?.DeepClone();
        var counts = DisruptionBudget.Of(budget, Store);
        var status = budget.Ensure("status");
        status["observedGeneration"] = budget.At("metadata", "generation")?.DeepClone();
        status["disruptionsAllowed"] = counts.Allowed;
        status["currentHealthy"] = counts.Healthy;
        status["desiredHealthy"] = counts.Desired;
        status["expectedPods"] = counts.Expected;
        ConditionList.Set(status, "DisruptionAllowed", counts.Allowed > 0, counts.Allowed > 0 ? "SufficientPods" : "InsufficientPods", "");
        return !JsonNode.DeepEquals(before, status);
    }
}
