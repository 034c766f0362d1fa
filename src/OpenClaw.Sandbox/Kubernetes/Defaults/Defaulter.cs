using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Defaults;

/// <summary>Fills in what the API server fills in when a request leaves it out.</summary>
internal static class Defaulter
{
    public static void Apply(ResourceType type, JsonObject obj)
    {
        switch (type.Kind)
        {
            case "Namespace":
                Namespace(obj);
                break;
            case "Secret":
                obj.SetDefault("type", () => "Opaque");
                break;
            case "Pod" when obj["spec"] is JsonObject spec:
                PodDefaults.Apply(spec);
                PodDefaults.ApplyToPod(spec);
                break;
            case "Deployment" when obj["spec"] is JsonObject spec:
                WorkloadDefaults.Deployment(spec);
                break;
            case "ReplicaSet" when obj["spec"] is JsonObject spec:
                WorkloadDefaults.ReplicaSet(obj, spec);
                break;
            case "Service" when obj["spec"] is JsonObject spec:
                ServiceDefaults.Apply(spec);
                break;
            case "PersistentVolumeClaim" when obj["spec"] is JsonObject spec:
                spec.SetDefault("volumeMode", () => "Filesystem");
                AddFinalizer(obj, GarbageCollector.ClaimProtection);
                break;
            case "PersistentVolume" when obj["spec"] is JsonObject spec:
                spec.SetDefault("volumeMode", () => "Filesystem");
                spec.SetDefault("persistentVolumeReclaimPolicy", () => "Retain");
                if (spec["hostPath"] is JsonObject hostPath) hostPath.SetDefault("type", () => "");
                AddFinalizer(obj, GarbageCollector.VolumeProtection);
                break;
            case "StorageClass":
                obj.SetDefault("reclaimPolicy", () => "Delete");
                obj.SetDefault("volumeBindingMode", () => "Immediate");
                break;
            case "NetworkPolicy" when obj["spec"] is JsonObject spec:
                NetworkPolicy(spec);
                break;
            case "EndpointSlice":
                foreach (var port in obj.Items("ports"))
                {
                    port.SetDefault("name", () => "");
                    port.SetDefault("protocol", () => "TCP");
                }

                break;
            case "Endpoints":
                foreach (var port in obj.Items("subsets").SelectMany(s => s.Items("ports"))) port.SetDefault("protocol", () => "TCP");
                break;
        }
    }

    private static void Namespace(JsonObject obj)
    {
        var metadata = obj.Metadata();
        if (metadata["labels"] is not JsonObject labels) metadata["labels"] = labels = [];
        labels["kubernetes.io/metadata.name"] = obj.Name();
        if (obj["spec"] is not JsonObject spec) obj["spec"] = spec = [];
        if (!obj.IsTerminating()) spec.SetDefault("finalizers", () => new JsonArray("kubernetes"));
    }

    private static void NetworkPolicy(JsonObject spec)
    {
        foreach (var port in spec.Items("ingress").Concat(spec.Items("egress")).SelectMany(r => r.Items("ports")))
            port.SetDefault("protocol", () => "TCP");
        spec.SetDefault("policyTypes", () => spec["egress"] is JsonArray { Count: > 0 } ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress"));
    }

    // The protection is put on by admission when the object is made; when it was taken off it stays off.
    private static void AddFinalizer(JsonObject obj, string finalizer)
    {
        var metadata = obj.Metadata();
        if (metadata["resourceVersion"] is not null || obj.IsTerminating()) return;
        if (metadata["finalizers"] is not JsonArray finalizers) metadata["finalizers"] = finalizers = [];
        if (!finalizers.Any(f => (string?)f == finalizer)) finalizers.Add(finalizer);
    }
}
