using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;

namespace OpenClaw.Operations;

/// <summary>How much memory a program uses, and may use.</summary>
internal static class PodMemory
{
    /// <summary>What the containers of a Deployment's pods use now in bytes, or null where nothing is measured.</summary>
    /// <param name="deployment">The Deployment, or null.</param>
    /// <param name="pods">The instance's pods.</param>
    /// <param name="metrics">The PodMetrics of the cluster.</param>
    public static long? Used(JsonObject? deployment, IEnumerable<JsonObject> pods, IReadOnlyList<JsonObject> metrics)
    {
        if (deployment is null)
            return null;
        var current = pods.Where(p => RolloutProgress.IsCurrent(p, deployment)).Select(Name).ToHashSet();
        var measured = metrics.Where(m => current.Contains(Name(m))).SelectMany(m => m.Children("containers"))
            .Select(c => Bytes(c.Child("usage").Text("memory"))).ToList();
        return measured.Count == 0 ? null : measured.Sum();
    }

    /// <summary>What a pod of the Deployment is killed at in bytes, or null.</summary>
    /// <param name="deployment">The Deployment, or null.</param>
    public static long? Limit(JsonObject? deployment) => Bytes(
        deployment.Child("spec").Child("template").Child("spec").Children("containers").FirstOrDefault()
            .Child("resources").Child("limits").Text("memory"));

    private static (string?, string?) Name(JsonObject obj) => (obj.Child("metadata").Text("namespace"), obj.Child("metadata").Text("name"));

    private static long? Bytes(string? quantity) => quantity is null ? null : (long)Quantity.Parse(quantity).Value;
}
