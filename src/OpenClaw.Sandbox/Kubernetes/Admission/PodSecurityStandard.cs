using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Admission;

/// <summary>The Pod Security Standards baseline and restricted, in the API server's wording.</summary>
internal static class PodSecurityStandard
{
    private static readonly string[] DefaultCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID",
        "SYS_CHROOT",
    ];

    private static readonly string[] RestrictedVolumes =
        ["name", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    /// <summary>What a pod does that the level forbids; empty when it may run.</summary>
    public static IReadOnlyList<string> Check(string level, JsonObject? metadata, JsonObject spec)
    {
        if (level is not ("baseline" or "restricted")) return [];
        var containers = spec.Items("initContainers").Concat(spec.Items("containers")).Concat(spec.Items("ephemeralContainers")).ToList();
        var violations = new List<string?>(Baseline(spec, containers, level == "restricted"));
        if (level == "restricted") violations.AddRange(Restricted(spec, containers));
        return violations.OfType<string>().ToList();
    }

    private static IEnumerable<string?> Baseline(JsonObject spec, List<JsonObject> containers, bool isRestricted)
    {
        if (!isRestricted)
        {
            var added = containers.Where(c => Added(c).Except(DefaultCapabilities).Any()).ToList();
            yield return added.Count == 0 ? null
                : $"non-default capabilities ({Containers(added)} must not include {Quote(added.SelectMany(c => Added(c).Except(DefaultCapabilities)).Distinct().Order(StringComparer.Ordinal))} in securityContext.capabilities.add)";
        }

        var host = new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(n => (bool?)spec[n] == true).Select(n => n + "=true").ToList();
        yield return host.Count == 0 ? null : $"host namespaces ({string.Join(", ", host)})";

        var paths = spec.Items("volumes").Where(v => v["hostPath"] is not null).ToList();
        yield return paths.Count == 0 ? null : $"hostPath volumes ({Names("volume", paths)})";

        var ports = containers.Where(c => c.Items("ports").Any(p => ((int?)p["hostPort"] ?? 0) != 0)).ToList();
        yield return ports.Count == 0 ? null
            : $"hostPort ({Containers(ports)} {(ports.Count == 1 ? "uses" : "use")} hostPort {string.Join(", ", ports.SelectMany(c => c.Items("ports")).Select(p => p["hostPort"]?.ToJsonString()).OfType<string>())})";

        var privileged = containers.Where(c => (bool?)c["securityContext"]?["privileged"] == true).ToList();
        yield return privileged.Count == 0 ? null : $"privileged ({Containers(privileged)} must not set securityContext.privileged=true)";
    }

    private static IEnumerable<string?> Restricted(JsonObject spec, List<JsonObject> containers)
    {
        var escalating = containers.Where(c => (bool?)c["securityContext"]?["allowPrivilegeEscalation"] != false).ToList();
        yield return escalating.Count == 0 ? null
            : $"allowPrivilegeEscalation != false ({Containers(escalating)} must set securityContext.allowPrivilegeEscalation=false)";

        yield return Capabilities(containers);

        var volumes = spec.Items("volumes").Where(v => v.Any(p => !RestrictedVolumes.Contains(p.Key))).ToList();
        if (volumes.Count > 0)
        {
            var types = volumes.SelectMany(v => v.Select(p => p.Key).Except(RestrictedVolumes)).Distinct().Order(StringComparer.Ordinal).ToList();
            var verb = volumes.Count == 1 ? "uses" : "use";
            yield return $"restricted volume types ({Names("volume", volumes)} {verb} restricted volume type{(types.Count == 1 ? "" : "s")} {Quote(types)})";
        }

        yield return NonRoot(spec, containers);

        var root = containers.Where(c => (long?)c["securityContext"]?["runAsUser"] == 0).ToList();
        var isPodRoot = (long?)spec["securityContext"]?["runAsUser"] == 0;
        if (root.Count > 0 || isPodRoot)
        {
            var who = isPodRoot && root.Count > 0 ? $"pod and {Containers(root)}" : isPodRoot ? "pod" : Containers(root);
            yield return $"runAsUser=0 ({who} must not set runAsUser=0)";
        }

        yield return Seccomp(spec, containers);
    }

    private static string? Capabilities(List<JsonObject> containers)
    {
        var notDropping = containers.Where(c => !List(c, "drop").Contains("ALL")).ToList();
        var adding = containers.Where(c => Added(c).Any(a => a != "NET_BIND_SERVICE")).ToList();
        var parts = new List<string>();
        if (notDropping.Count > 0) parts.Add($"{Containers(notDropping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        if (adding.Count > 0)
        {
            var names = adding.SelectMany(Added).Where(a => a != "NET_BIND_SERVICE").Distinct().Order(StringComparer.Ordinal);
            parts.Add($"{Containers(adding)} must not include {Quote(names)} in securityContext.capabilities.add");
        }

        return parts.Count == 0 ? null : $"unrestricted capabilities ({string.Join("; ", parts)})";
    }

    private static string? NonRoot(JsonObject spec, List<JsonObject> containers)
    {
        var pod = (bool?)spec["securityContext"]?["runAsNonRoot"];
        var isBad = containers.Where(c => (bool?)c["securityContext"]?["runAsNonRoot"] == false).ToList();
        if (isBad.Count > 0) return $"runAsNonRoot != true ({Containers(isBad)} must not set securityContext.runAsNonRoot=false)";
        var missing = containers.Where(c => c["securityContext"]?["runAsNonRoot"] is null).ToList();
        if (pod == false) return "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)";
        return pod == true || missing.Count == 0 ? null : $"runAsNonRoot != true (pod or {Containers(missing)} must set securityContext.runAsNonRoot=true)";
    }

    private static string? Seccomp(JsonObject spec, List<JsonObject> containers)
    {
        var pod = (string?)spec["securityContext"]?["seccompProfile"]?["type"];
        var bad = containers.Where(c => (string?)c["securityContext"]?["seccompProfile"]?["type"] == "Unconfined").ToList();
        if (bad.Count > 0) return $"seccompProfile ({Containers(bad)} must not set securityContext.seccompProfile.type to \"Unconfined\")";
        if (pod == "Unconfined") return "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")";
        var missing = containers.Where(c => c["securityContext"]?["seccompProfile"] is null).ToList();
        return pod is not null || missing.Count == 0 ? null
            : $"seccompProfile (pod or {Containers(missing)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
    }

    private static IEnumerable<string> Added(JsonObject container) => List(container, "add");

    private static IEnumerable<string> List(JsonObject container, string name) =>
        (container["securityContext"]?["capabilities"]?[name] as JsonArray ?? []).Select(c => (string?)c ?? "");

    private static string Containers(List<JsonObject> containers) => Names("container", containers);

    private static string Names(string noun, List<JsonObject> named) =>
        $"{noun}{(named.Count == 1 ? "" : "s")} {Quote(named.Select(n => (string?)n["name"] ?? ""))}";

    private static string Quote(IEnumerable<string> values) => string.Join(", ", values.Select(v => $"\"{v}\""));
}
