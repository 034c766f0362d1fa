using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>Faults in a pod's spec, alone or in a template.</summary>
internal static class PodValidation
{
    private static readonly string[] VolumeSources = ["name"];

    public static void Validate(JsonObject spec, string path, FieldErrors errors)
    {
        var volumes = Volumes(spec, path, errors);
        if (!spec.Items("containers").Any()) errors.Required($"{path}.containers");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in new[] { "initContainers", "containers" })
        {
            var index = 0;
            foreach (var container in spec.Items(list))
            {
                ContainerValidation.Validate(container, $"{path}.{list}[{index}]", volumes, names, errors);
                index++;
            }
        }

        Seccomp(spec["securityContext"], $"{path}.securityContext", errors);
        var restart = (string?)spec["restartPolicy"] ?? "";
        if (restart is not ("Always" or "OnFailure" or "Never")) errors.NotSupported($"{path}.restartPolicy", restart, "Always", "OnFailure", "Never");
        var dns = (string?)spec["dnsPolicy"] ?? "";
        if (dns is not ("ClusterFirstWithHostNet" or "ClusterFirst" or "Default" or "None"))
            errors.NotSupported($"{path}.dnsPolicy", dns, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        if ((string?)spec["hostname"] is { Length: > 0 } hostname && NameRules.CheckLabel(hostname) is { } fault)
            errors.Invalid($"{path}.hostname", hostname, fault);
        if ((long?)spec["terminationGracePeriodSeconds"] < 0)
            errors.Invalid($"{path}.terminationGracePeriodSeconds", spec["terminationGracePeriodSeconds"], "must be greater than or equal to 0");
    }

    /// <summary>Faults in the seccomp profile of a pod's or a container's security context.</summary>
    public static void Seccomp(JsonNode? context, string path, FieldErrors errors)
    {
        if (context?["seccompProfile"] is not JsonObject profile) return;
        var (at, type, file) = ($"{path}.seccompProfile", (string?)profile["type"] ?? "", (string?)profile["localhostProfile"]);
        if (type is not ("Localhost" or "RuntimeDefault" or "Unconfined")) errors.NotSupported($"{at}.type", type, "Localhost", "RuntimeDefault", "Unconfined");
        if (type == "Localhost" && string.IsNullOrEmpty(file)) errors.Required($"{at}.localhostProfile", "must be set when seccomp type is Localhost");
        if (type != "Localhost" && file is not null) errors.Invalid($"{at}.localhostProfile", file, "can only be set when seccomp type is Localhost");
    }

    private static HashSet<string> Volumes(JsonObject spec, string path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in spec.Items("volumes"))
        {
            var at = $"{path}.volumes[{index++}]";
            var name = (string?)volume["name"] ?? "";
            if (name.Length == 0) errors.Required($"{at}.name");
            else if (NameRules.CheckLabel(name) is { } fault) errors.Invalid($"{at}.name", name, fault);
            if (!names.Add(name)) errors.Duplicate($"{at}.name", name);
            var sources = volume.Select(p => p.Key).Except(VolumeSources).ToList();
            foreach (var extra in sources.Skip(1)) errors.Forbidden($"{at}.{extra}", "may not specify more than 1 volume type");
            if (volume["persistentVolumeClaim"] is JsonObject claim && string.IsNullOrEmpty((string?)claim["claimName"]))
                errors.Required($"{at}.persistentVolumeClaim.claimName");
            if (volume["secret"] is JsonObject secret && string.IsNullOrEmpty((string?)secret["secretName"])) errors.Required($"{at}.secret.secretName");
            if (volume["configMap"] is JsonObject map && string.IsNullOrEmpty((string?)map["name"])) errors.Required($"{at}.configMap.name");
        }

        return names;
    }
}
