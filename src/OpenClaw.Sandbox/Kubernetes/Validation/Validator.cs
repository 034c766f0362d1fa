using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>Refuses objects the API server would refuse, with the same reason, fields and words.</summary>
internal static class Validator
{
    private const int AnnotationLimit = 256 * 1024;
    private const int DataLimit = 1024 * 1024;

    /// <summary>Throws <see cref="StatusException"/> 422 when the new object has faults.</summary>
    public static void ValidateCreate(ResourceType type, JsonObject obj)
    {
        var errors = new FieldErrors();
        Validate(type, obj, errors);
        errors.ThrowIfAny(type, obj.Name());
    }

    /// <summary>Throws <see cref="StatusException"/> 422 when the new version has faults or changes what may not change.</summary>
    public static void ValidateUpdate(ResourceType type, JsonObject live, JsonObject next, WriteOptions options)
    {
        if (options.Subresource == "status") return;
        var errors = new FieldErrors();
        if (next.IsTerminating())
        {
            var added = next.Finalizers().Except(live.Finalizers()).ToList();
            if (added.Count > 0)
                errors.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(a => $"\"{a}\""))}}}");
        }

        Validate(type, next, errors);
        Immutability.Validate(type, live, next, options, errors);
        errors.ThrowIfAny(type, next.Name());
    }

    private static void Validate(ResourceType type, JsonObject obj, FieldErrors errors)
    {
        Metadata(type, obj, errors);
        switch (type.Kind)
        {
            case "Secret":
                Data(obj, errors, "data");
                break;
            case "ConfigMap":
                Data(obj, errors, "data", "binaryData");
                break;
            case "Pod":
                PodValidation.Validate(obj["spec"] as JsonObject ?? [], "spec", errors);
                break;
            case "Deployment":
                WorkloadValidation.Deployment(obj, errors);
                break;
            case "ReplicaSet":
                WorkloadValidation.ReplicaSet(obj, errors);
                break;
            case "Service":
                ServiceValidation.Validate(obj["spec"] as JsonObject ?? [], errors);
                break;
            case "PersistentVolumeClaim":
                StorageValidation.Claim(obj["spec"] as JsonObject ?? [], errors);
                break;
            case "PersistentVolume":
                StorageValidation.Volume(obj["spec"] as JsonObject ?? [], errors);
                break;
            case "StorageClass" when string.IsNullOrEmpty((string?)obj["provisioner"]):
                errors.Required("provisioner");
                break;
            case "PodDisruptionBudget" when obj["spec"] is JsonObject { } budget && budget["minAvailable"] is not null && budget["maxUnavailable"] is not null:
                errors.Invalid("spec", budget.DeepClone(), "minAvailable and maxUnavailable cannot be both set");
                break;
            case "NetworkPolicy":
                NetworkPolicyValidation.Validate(obj["spec"] as JsonObject ?? [], errors);
                break;
        }
    }

    private static void Metadata(ResourceType type, JsonObject obj, FieldErrors errors)
    {
        var metadata = obj.Metadata();
        if (obj.Name() is not { Length: > 0 } name) errors.Required("metadata.name", "name or generateName is required");
        else if ((type.Kind switch { "Service" => NameRules.CheckServiceName(name), "Namespace" => NameRules.CheckLabel(name), _ => NameRules.CheckSubdomain(name) }) is { } fault)
            errors.Invalid("metadata.name", name, fault);

        Labels(metadata["labels"] as JsonObject, "metadata.labels", errors);
        long size = 0;
        foreach (var (key, value) in metadata["annotations"] as JsonObject ?? [])
        {
            if (NameRules.CheckQualifiedName(key.ToLowerInvariant()) is { } keyFault) errors.Invalid("metadata.annotations", key, keyFault);
            size += key.Length + Encoding.UTF8.GetByteCount((string?)value ?? "");
        }

        if (size > AnnotationLimit) errors.TooLong("metadata.annotations", AnnotationLimit);
        foreach (var finalizer in obj.Finalizers())
        {
            if (NameRules.CheckQualifiedName(finalizer) is { } fault) errors.Invalid("metadata.finalizers", finalizer, fault);
        }

        var index = 0;
        foreach (var owner in obj.OwnerReferences())
        {
            foreach (var field in new[] { "apiVersion", "kind", "name", "uid" })
            {
                if (string.IsNullOrEmpty((string?)owner[field])) errors.Invalid($"metadata.ownerReferences[{index}].{field}", "", $"{(field == "apiVersion" ? "version" : field)} must not be empty");
            }

            index++;
        }
    }

    /// <summary>Faults in labels.</summary>
    public static void Labels(JsonObject? labels, string path, FieldErrors errors)
    {
        foreach (var (key, value) in labels ?? [])
        {
            if (NameRules.CheckQualifiedName(key) is { } keyFault) errors.Invalid(path, key, keyFault);
            if (NameRules.CheckLabelValue((string?)value ?? "") is { } valueFault) errors.Invalid(path, value, valueFault);
        }
    }

    private static void Data(JsonObject obj, FieldErrors errors, params string[] fields)
    {
        long size = 0;
        foreach (var field in fields)
        {
            foreach (var (key, value) in obj[field] as JsonObject ?? [])
            {
                if (NameRules.CheckConfigKey(key) is { } fault) errors.Invalid($"{field}[{key}]", key, fault);
                size += Encoding.UTF8.GetByteCount((string?)value ?? "");
            }
        }

        if (size > DataLimit) errors.TooLong(fields.Length == 1 ? "data" : "", DataLimit);
    }
}
