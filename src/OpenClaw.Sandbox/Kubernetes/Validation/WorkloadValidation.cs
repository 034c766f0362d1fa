using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Selectors;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>Faults in Deployments and ReplicaSets.</summary>
internal static class WorkloadValidation
{
    public static void Deployment(JsonObject obj, FieldErrors errors)
    {
        var spec = obj["spec"] as JsonObject ?? [];
        Common(spec, errors);
        var strategy = (string?)spec["strategy"]?["type"] ?? "";
        if (strategy == "Recreate" && spec["strategy"]?["rollingUpdate"] is not null)
            errors.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        else if (strategy is not ("Recreate" or "RollingUpdate")) errors.NotSupported("spec.strategy.type", strategy, "Recreate", "RollingUpdate");
        if ((long?)spec["progressDeadlineSeconds"] <= ((long?)spec["minReadySeconds"] ?? 0))
            errors.Invalid("spec.progressDeadlineSeconds", spec["progressDeadlineSeconds"], "must be greater than minReadySeconds");
    }

    public static void ReplicaSet(JsonObject obj, FieldErrors errors) => Common(obj["spec"] as JsonObject ?? [], errors);

    private static void Common(JsonObject spec, FieldErrors errors)
    {
        if ((long?)spec["replicas"] < 0) errors.Invalid("spec.replicas", spec["replicas"], "must be greater than or equal to 0");
        var selector = spec["selector"] as JsonObject;
        if (selector is null) errors.Required("spec.selector");
        else if (selector.Count == 0) errors.Invalid("spec.selector", new JsonObject(), "empty selector is invalid for deployment");
        var labels = spec.Child("template", "metadata", "labels");
        Validator.Labels(labels, "spec.template.metadata.labels", errors);
        if (selector is { Count: > 0 } && !LabelSelector.FromObject(selector).Matches(labels))
            errors.Invalid("spec.template.metadata.labels", labels?.DeepClone(), "`selector` does not match template `labels`");
        var pod = spec.Child("template", "spec") ?? [];
        PodValidation.Validate(pod, "spec.template.spec", errors);
        if ((string?)pod["restartPolicy"] is "OnFailure" or "Never") errors.NotSupported("spec.template.spec.restartPolicy", (string)pod["restartPolicy"]!, "Always");
    }
}
