using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Admission;

/// <summary>Holds pods to the Pod Security level their namespace's labels ask for.</summary>
internal static class PodSecurityAdmission
{
    private const string Prefix = "pod-security.kubernetes.io/";

    public static void Admit(ResourceType type, JsonObject obj, JsonObject? live, JsonObject ns, WriteOptions options)
    {
        var isPod = type == ResourceTypes.Pod;
        var (metadata, spec) = isPod ? (obj.Child("metadata"), obj.Child("spec"))
            : type.Group == "apps" ? (obj.Child("spec", "template", "metadata"), obj.Child("spec", "template", "spec")) : (null, null);
        if (spec is null) return;
        var before = isPod ? live?["spec"] : live.Child("spec", "template", "spec");
        if (before is not null && JsonNode.DeepEquals(before, spec)) return;

        var labels = ns.Child("metadata", "labels");
        if (isPod && Violations(labels, "enforce", metadata, spec) is { } refused)
            throw Statuses.Forbidden(type, obj.Name(), refused);
        if (Violations(labels, "warn", metadata, spec) is { } warned) options.Warnings.Add("would " + warned.Replace("violates", "violate", StringComparison.Ordinal));
    }

    private static string? Violations(JsonObject? labels, string mode, JsonObject? metadata, JsonObject spec)
    {
        if ((string?)labels?[Prefix + mode] is not { } level) return null;
        var version = (string?)labels[Prefix + mode + "-version"] ?? "latest";
        var violations = PodSecurityStandard.Check(level, metadata, spec);
        return violations.Count == 0 ? null : $"violates PodSecurity \"{level}:{version}\": {string.Join(", ", violations)}";
    }
}
