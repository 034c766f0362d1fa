using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>Faults in PersistentVolumes and their claims.</summary>
internal static class StorageValidation
{
    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    public static void Claim(JsonObject spec, FieldErrors errors)
    {
        if (spec["accessModes"] is not JsonArray { Count: > 0 }) errors.Required("spec.accessModes", "at least 1 access mode is required");
        Modes(spec, errors);
        var storage = spec.Child("resources", "requests")?["storage"];
        if (storage is null) errors.Required("spec.resources[storage]");
        else if (Schema.Quantity.TryParse((string)storage!, out var size) && size <= 0)
            errors.Invalid("spec.resources[storage]", storage, "must be greater than zero");
    }

    public static void Volume(JsonObject spec, FieldErrors errors)
    {
        if (spec["accessModes"] is not JsonArray { Count: > 0 }) errors.Required("spec.accessModes");
        Modes(spec, errors);
        if (spec["capacity"]?["storage"] is null) errors.Required("spec.capacity");
    }

    private static void Modes(JsonObject spec, FieldErrors errors)
    {
        foreach (var mode in spec["accessModes"] as JsonArray ?? [])
        {
            if (!AccessModes.Contains((string?)mode)) errors.NotSupported("spec.accessModes", (string?)mode ?? "", AccessModes);
        }
    }
}
