using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>Faults in a Service.</summary>
internal static class ServiceValidation
{
    public static void Validate(JsonObject spec, FieldErrors errors)
    {
        var type = (string?)spec["type"] ?? "";
        if (type is not ("ClusterIP" or "ExternalName" or "LoadBalancer" or "NodePort"))
            errors.NotSupported("spec.type", type, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        var isHeadless = (string?)spec["clusterIP"] == "None";
        var ports = spec.Items("ports").ToList();
        if (ports.Count == 0 && !isHeadless && type != "ExternalName") errors.Required("spec.ports");
        if (type == "ExternalName" && string.IsNullOrEmpty((string?)spec["externalName"])) errors.Required("spec.externalName");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++) Port(ports[i], $"spec.ports[{i}]", ports.Count > 1, names, numbers, errors);
        foreach (var (key, value) in spec["selector"] as JsonObject ?? [])
        {
            if (NameRules.CheckQualifiedName(key) is { } fault) errors.Invalid("spec.selector", key, fault);
            if (NameRules.CheckLabelValue((string?)value ?? "") is { } valueFault) errors.Invalid("spec.selector", value, valueFault);
        }
    }

    private static void Port(JsonObject port, string path, bool mustBeNamed, HashSet<string> names, HashSet<string> numbers, FieldErrors errors)
    {
        var name = (string?)port["name"] ?? "";
        if (name.Length == 0)
        {
            if (mustBeNamed) errors.Required($"{path}.name");
        }
        else if (NameRules.CheckLabel(name) is { } fault)
        {
            errors.Invalid($"{path}.name", name, fault);
        }
        else if (!names.Add(name))
        {
            errors.Duplicate($"{path}.name", name);
        }

        if ((long?)port["port"] is not (>= 1 and <= 65535)) errors.Invalid($"{path}.port", port["port"], "must be between 1 and 65535, inclusive");
        var protocol = (string?)port["protocol"] ?? "";
        if (protocol is not ("SCTP" or "TCP" or "UDP")) errors.NotSupported($"{path}.protocol", protocol, "SCTP", "TCP", "UDP");
        if (!numbers.Add($"{port["port"]}/{protocol}"))
            errors.Duplicate(path, new JsonObject { ["port"] = port["port"]?.DeepClone(), ["protocol"] = protocol });
    }
}
