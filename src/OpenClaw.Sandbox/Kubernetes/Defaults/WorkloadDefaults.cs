using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Defaults;

/// <summary>Defaults of Deployments and ReplicaSets.</summary>
internal static class WorkloadDefaults
{
    public static void Deployment(JsonObject spec)
    {
        spec.SetDefault("replicas", () => Scalars.Number(1));
        spec.SetDefault("revisionHistoryLimit", () => Scalars.Number(10));
        spec.SetDefault("progressDeadlineSeconds", () => Scalars.Number(600));
        if (spec["strategy"] is not JsonObject strategy) spec["strategy"] = strategy = [];
        strategy.SetDefault("type", () => "RollingUpdate");
        if ((string?)strategy["type"] == "RollingUpdate")
        {
            if (strategy["rollingUpdate"] is not JsonObject rolling) strategy["rollingUpdate"] = rolling = [];
            rolling.SetDefault("maxUnavailable", () => "25%");
            rolling.SetDefault("maxSurge", () => "25%");
        }

        Template(spec);
    }

    public static void ReplicaSet(JsonObject obj, JsonObject spec)
    {
        spec.SetDefault("replicas", () => Scalars.Number(1));
        if (obj.Metadata()["labels"] is null && spec.Child("template", "metadata", "labels") is { } labels)
            obj.Metadata()["labels"] = labels.DeepClone();
        Template(spec);
    }

    private static void Template(JsonObject spec)
    {
        if (spec.Child("template", "spec") is { } pod) PodDefaults.Apply(pod);
    }
}
