using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Schema;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>The scale subresource of workloads.</summary>
internal static class Scale
{
    public static JsonObject Of(JsonObject workload)
    {
        var metadata = new JsonObject();
        foreach (var name in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
            metadata[name] = workload["metadata"]?[name]?.DeepClone();
        var labels = (workload.Child("spec", "selector", "matchLabels") ?? []).Select(p => $"{p.Key}={(string?)p.Value}");
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = workload["spec"]?["replicas"]?.DeepClone() },
            ["status"] = new JsonObject
            {
                ["replicas"] = workload["status"]?["replicas"]?.DeepClone() ?? Scalars.Number(0),
                ["selector"] = string.Join(',', labels),
            },
        };
    }

    /// <summary>The workload with the replicas of a Scale.</summary>
    public static JsonObject Into(JsonObject workload, JsonObject scale)
    {
        var replicas = scale["spec"]?["replicas"]?.DeepClone() ?? Scalars.Number(0);
        if ((string?)scale["metadata"]?["resourceVersion"] is { Length: > 0 } version) workload.Metadata()["resourceVersion"] = version;
        workload["spec"]!["replicas"] = replicas;
        return workload;
    }
}
