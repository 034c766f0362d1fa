using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>What of an existing volume claim can still be changed: only its size, and only upwards.</summary>
internal static class VolumeClaims
{
    /// <summary>The wanted claim, with what the existing one cannot change any more.</summary>
    public static DesiredObject Keep(DesiredObject wanted, JsonObject live, InstallContext install)
    {
        var manifest = wanted.Manifest.DeepClone().AsObject();
        var (spec, liveSpec) = (manifest.Child("spec")!, live.Child("spec"));
        var liveSize = liveSpec.Child("resources").Child("requests").Text("storage");
        var size = spec.Child("resources").Child("requests").Text("storage")!;
        if (liveSize is not null && Quantity.TryParse(liveSize, out var had) && had.Value > Quantity.Parse(size).Value)
        {
            spec.Child("resources").Child("requests")!["storage"] = liveSize;
            install.Operation.Verbose(MessageText.Format(InstallMessages.VolumeKeepsSize, wanted.Name, liveSize, size));
        }
        var liveClass = liveSpec.Text("storageClassName");
        if (install.Options.StorageClass is { } wantedClass && liveClass is not null && wantedClass != liveClass)
            throw new OpenClawException(
                nameof(InstallMessages.VolumeClassFixed), ErrorKind.InvalidArgument,
                MessageText.Format(InstallMessages.VolumeClassFixed, wanted.Name, liveClass, wantedClass), wantedClass);
        // Once applied with a class, leaving the class out would ask the server to remove it, which it refuses.
        if (install.Options.StorageClass is null && liveClass is not null && OwnsClass(live))
            spec["storageClassName"] = liveClass;
        return new(wanted.Rank, manifest);
    }

    private static bool OwnsClass(JsonObject live) => live.Child("metadata").Children("managedFields").Any(f =>
        f.Text("manager") == InstanceContext.FieldManager && f.Text("operation") == "Apply"
        && f.Child("fieldsV1").Child("f:spec")?.ContainsKey("f:storageClassName") == true);
}
