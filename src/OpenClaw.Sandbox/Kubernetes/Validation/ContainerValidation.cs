using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>Faults in a container.</summary>
internal static class ContainerValidation
{
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

    public static void Validate(JsonObject container, string path, HashSet<string> volumes, HashSet<string> names, FieldErrors errors)
    {
        var name = (string?)container["name"] ?? "";
        if (name.Length == 0) errors.Required($"{path}.name");
        else if (NameRules.CheckLabel(name) is { } fault) errors.Invalid($"{path}.name", name, fault);
        else if (!names.Add(name)) errors.Duplicate($"{path}.name", name);
        if (string.IsNullOrEmpty((string?)container["image"])) errors.Required($"{path}.image");
        var policy = (string?)container["imagePullPolicy"] ?? "";
        if (policy is not ("Always" or "IfNotPresent" or "Never"))
            errors.NotSupported($"{path}.imagePullPolicy", policy, "Always", "IfNotPresent", "Never");
        Ports(container, path, errors);
        Environment(container, path, errors);
        Mounts(container, path, volumes, errors);
        Resources(container, path, errors);
        PodValidation.Seccomp(container["securityContext"], $"{path}.securityContext", errors);
        foreach (var probe in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
        {
            if (container[probe] is JsonObject given) Probe(given, probe, $"{path}.{probe}", errors);
        }
    }

    private static void Ports(JsonObject container, string path, FieldErrors errors)
    {
        var index = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in container.Items("ports"))
        {
            var at = $"{path}.ports[{index++}]";
            var number = (long?)port["containerPort"] ?? 0;
            if (number == 0) errors.Required($"{at}.containerPort");
            else if (number is < 1 or > 65535) errors.Invalid($"{at}.containerPort", port["containerPort"], "must be between 1 and 65535, inclusive");
            if ((string?)port["name"] is { Length: > 0 } name)
            {
                if (name.Length > 15) errors.Invalid($"{at}.name", name, "must be no more than 15 characters");
                if (!names.Add(name)) errors.Duplicate($"{at}.name", name);
            }

            var protocol = (string?)port["protocol"] ?? "";
            if (protocol is not ("SCTP" or "TCP" or "UDP")) errors.NotSupported($"{at}.protocol", protocol, "SCTP", "TCP", "UDP");
        }
    }

    private static void Environment(JsonObject container, string path, FieldErrors errors)
    {
        var index = 0;
        foreach (var variable in container.Items("env"))
        {
            var at = $"{path}.env[{index++}]";
            var name = (string?)variable["name"] ?? "";
            if (name.Length == 0) errors.Required($"{at}.name");
            else if (name.Contains('=', StringComparison.Ordinal)) errors.Invalid($"{at}.name", name, "a valid environment variable name must consist only of printable ASCII characters other than '='");
            if (variable["valueFrom"] is not JsonObject from) continue;
            if (!string.IsNullOrEmpty((string?)variable["value"])) errors.Invalid($"{at}.valueFrom", "", "may not be specified when `value` is not empty");
            if (from.Count == 0) errors.Invalid($"{at}.valueFrom", "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
            if (from.Count > 1) errors.Invalid($"{at}.valueFrom", "", "may not have more than one field specified at a time");
            foreach (var reference in new[] { "secretKeyRef", "configMapKeyRef" })
            {
                if (from[reference] is not JsonObject key) continue;
                if (string.IsNullOrEmpty((string?)key["name"])) errors.Required($"{at}.valueFrom.{reference}.name");
                if (string.IsNullOrEmpty((string?)key["key"])) errors.Required($"{at}.valueFrom.{reference}.key");
            }
        }
    }

    private static void Mounts(JsonObject container, string path, HashSet<string> volumes, FieldErrors errors)
    {
        var index = 0;
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in container.Items("volumeMounts"))
        {
            var at = $"{path}.volumeMounts[{index++}]";
            var name = (string?)mount["name"] ?? "";
            if (name.Length == 0) errors.Required($"{at}.name");
            else if (!volumes.Contains(name)) errors.NotFound($"{at}.name", name);
            var target = (string?)mount["mountPath"] ?? "";
            if (target.Length == 0) errors.Required($"{at}.mountPath");
            else if (!paths.Add(target)) errors.Invalid($"{at}.mountPath", target, "must be unique");
            var sub = (string?)mount["subPath"] ?? "";
            if (sub.StartsWith('/')) errors.Invalid($"{at}.subPath", sub, "must be a relative path");
            if (sub.Split('/').Contains("..")) errors.Invalid($"{at}.subPath", sub, "must not contain '..'");
        }
    }

    private static void Resources(JsonObject container, string path, FieldErrors errors)
    {
        if (container["resources"]?["limits"] is not JsonObject limits || container["resources"]?["requests"] is not JsonObject requests) return;
        foreach (var (name, value) in requests)
        {
            if (limits[name] is not { } limit) continue;
            if (Schema.Quantity.TryParse((string?)value ?? "", out var wanted) && Schema.Quantity.TryParse((string)limit!, out var most) && wanted > most)
                errors.Invalid($"{path}.resources.requests", value, $"must be less than or equal to {name} limit of {(string)limit!}");
        }
    }

    private static void Probe(JsonObject probe, string kind, string path, FieldErrors errors)
    {
        var handlers = Handlers.Where(h => probe[h] is not null).ToList();
        if (handlers.Count == 0) errors.Required(path, "must specify a handler type");
        foreach (var extra in handlers.Skip(1)) errors.Forbidden($"{path}.{extra}", "may not specify more than 1 handler type");
        if (probe["exec"] is JsonObject exec && exec["command"] is not JsonArray { Count: > 0 }) errors.Required($"{path}.exec.command");
        if (kind != "readinessProbe" && (long?)probe["successThreshold"] != 1)
            errors.Invalid($"{path}.successThreshold", probe["successThreshold"], "must be 1");
        foreach (var field in new[] { "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "failureThreshold" })
        {
            if ((long?)probe[field] < 0) errors.Invalid($"{path}.{field}", probe[field], "must be greater than or equal to 0");
        }
    }
}
