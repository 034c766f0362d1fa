using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>What may not change once an object is there.</summary>
internal static class Immutability
{
    private const string FieldIsImmutable = "field is immutable";

    private const string PodText =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
        + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private const string ClaimText = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

    public static void Validate(ResourceType type, JsonObject live, JsonObject next, WriteOptions options, FieldErrors errors)
    {
        switch (type.Kind)
        {
            case "Deployment" or "ReplicaSet":
                Same(live["spec"]?["selector"], next["spec"]?["selector"], "spec.selector", errors);
                break;
            case "Secret":
                Same(live["type"], next["type"], "type", errors);
                Frozen(live, next, errors, "data");
                break;
            case "ConfigMap":
                Frozen(live, next, errors, "data", "binaryData");
                break;
            case "Service":
                if (!IsExternalName(live) && !IsExternalName(next) && !JsonNode.DeepEquals(live["spec"]?["clusterIP"], next["spec"]?["clusterIP"]))
                    errors.Invalid("spec.clusterIPs[0]", next["spec"]?["clusterIPs"]?.DeepClone(), "may not change once set");
                break;
            case "PersistentVolumeClaim":
                Claim(live, next, options, errors);
                break;
            case "StorageClass":
                foreach (var field in new[] { "parameters", "provisioner", "reclaimPolicy", "volumeBindingMode" })
                {
                    if (!JsonNode.DeepEquals(live[field], next[field])) errors.Forbidden(field, $"updates to {field} are forbidden.");
                }

                break;
            case "Pod":
                if (!JsonNode.DeepEquals(FixedPart(live, options), FixedPart(next, options))) errors.Forbidden("spec", PodText);
                break;
        }
    }

    private static bool IsExternalName(JsonObject service) => (string?)service["spec"]?["type"] == "ExternalName";

    private static void Same(JsonNode? live, JsonNode? next, string path, FieldErrors errors)
    {
        if (!JsonNode.DeepEquals(live, next)) errors.Invalid(path, next?.DeepClone(), FieldIsImmutable);
    }

    private static void Frozen(JsonObject live, JsonObject next, FieldErrors errors, params string[] fields)
    {
        if ((bool?)live["immutable"] != true) return;
        if ((bool?)next["immutable"] != true) errors.Forbidden("immutable", "field is immutable when `immutable` is set");
        foreach (var field in fields)
        {
            if (!JsonNode.DeepEquals(live[field], next[field])) errors.Forbidden(field, "field is immutable when `immutable` is set");
        }
    }

    // Controllers bind a claim to its volume; a bound claim may ask for more room.
    private static void Claim(JsonObject live, JsonObject next, WriteOptions options, FieldErrors errors)
    {
        JsonObject Fixed(JsonObject claim)
        {
            var spec = claim["spec"]!.DeepClone().AsObject();
            if (options.IsController || live["spec"]?["volumeName"] is null) spec.Remove("volumeName");
            if (spec["resources"] is JsonObject resources) resources.Remove("requests");
            if (options.IsController) spec.Remove("storageClassName");
            spec.Remove("volumeAttributesClassName");
            return spec;
        }

        if (!JsonNode.DeepEquals(Fixed(live), Fixed(next)))
        {
            errors.Forbidden("spec", ClaimText);
            return;
        }

        var (from, to) = (Requested(live), Requested(next));
        if (to == from) return;
        if ((string?)live["status"]?["phase"] != "Bound") errors.Forbidden("spec", ClaimText);
        else if (to < from) errors.Forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
    }

    private static decimal Requested(JsonObject claim) =>
        Schema.Quantity.TryParse((string?)claim["spec"]?["resources"]?["requests"]?["storage"] ?? "", out var value) ? value : 0;

    private static JsonObject FixedPart(JsonObject pod, WriteOptions options)
    {
        var spec = pod["spec"]!.DeepClone().AsObject();
        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers"))) container.Remove("image");
        spec.Remove("activeDeadlineSeconds");
        spec.Remove("tolerations");
        if (options.IsController) spec.Remove("nodeName");
        return spec;
    }
}
