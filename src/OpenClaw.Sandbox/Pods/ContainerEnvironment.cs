using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>Works out a container's environment and command from its pod, Secrets and ConfigMaps.</summary>
internal sealed partial class ContainerEnvironment(IObjectStore store, JsonObject pod, JsonObject container)
{
    private readonly Dictionary<string, string> values = [];

    /// <summary>The environment. Throws <see cref="ContainerConfigException"/> when a Secret, ConfigMap or key is missing.</summary>
    public IReadOnlyDictionary<string, string> Resolve()
    {
        values["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        values["HOSTNAME"] = pod.Text("spec", "hostname") ?? pod.Name();
        foreach (var source in container.Objects("envFrom"))
        {
            var prefix = source.Text("prefix") ?? "";
            foreach (var (kind, property) in new[] { ("ConfigMap", "configMapRef"), ("Secret", "secretRef") })
            {
                if (source[property] is JsonObject reference && Find(kind, reference) is { } obj)
                {
                    foreach (var key in (obj["data"] as JsonObject)?.Select(static pair => pair.Key).ToList() ?? [])
                        values[prefix + key] = Read(kind, obj, key)!;
                }
            }
        }

        foreach (var variable in container.Objects("env"))
        {
            var value = variable["valueFrom"] is JsonObject from ? Resolve(from) : Expand(variable.Text("value") ?? "");
            if (value is not null)
                values[variable.Text("name") ?? ""] = value;
        }

        return values;
    }

    /// <summary>Command and arguments with <c>$(NAME)</c> put in; call after <see cref="Resolve()"/>.</summary>
    public IReadOnlyList<string> Command() => [.. container.Texts("command").Concat(container.Texts("args")).Select(Expand)];

    /// <summary>A value of a ConfigMap or Secret as text, or null when it has no such key.</summary>
    public static string? Read(string kind, JsonObject obj, string key) =>
        obj.Text("data", key) is not { } value ? null : kind == "Secret" ? Encoding.UTF8.GetString(Convert.FromBase64String(value)) : value;

    private string? Resolve(JsonObject from)
    {
        foreach (var (kind, property) in new[] { ("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef") })
        {
            if (from[property] is not JsonObject reference)
                continue;
            var key = reference.Text("key") ?? "";
            if (Find(kind, reference) is not { } obj)
                return null;
            if (Read(kind, obj, key) is { } value)
                return value;
            return reference.Flag("optional")
                ? null
                : throw new ContainerConfigException($"couldn't find key {key} in {kind} {pod.Namespace()}/{obj.Name()}");
        }

        return from.Text("fieldRef", "fieldPath") is { } path ? Field(path) : ResourceField(from["resourceFieldRef"]);
    }

    private JsonObject? Find(string kind, JsonObject reference)
    {
        var name = reference.Text("name") ?? "";
        var found = store.Get("v1", kind, pod.Namespace(), name);
        if (found is null && !reference.Flag("optional"))
            throw new ContainerConfigException($"{kind.ToLowerInvariant()} \"{name}\" not found");
        return found;
    }

    private string Field(string path)
    {
        var match = MapFieldPattern().Match(path);
        return match.Success
            ? pod.Text("metadata", match.Groups["map"].Value, match.Groups["key"].Value) ?? ""
            : pod.At(path.Split('.'))?.ToString() ?? "";
    }

    private string ResourceField(JsonNode? reference)
    {
        var resource = reference.Text("resource")?.Split('.', 2) ?? [];
        if (resource.Length != 2)
            return "";
        var value = Quantity.Parse(container.At("resources", resource[0], resource[1])?.ToString());
        var divisor = Quantity.Parse(reference.At("divisor")?.ToString());
        return Math.Ceiling(value / (divisor == 0 ? 1 : divisor)).ToString("0", CultureInfo.InvariantCulture);
    }

    private string Expand(string text) => ReferencePattern().Replace(text, match =>
        match.Value.StartsWith("$$", StringComparison.Ordinal) ? match.Value[1..] : values.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    [GeneratedRegex(@"\$?\$\((?<name>[^)]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex ReferencePattern();

    [GeneratedRegex(@"^metadata\.(?<map>labels|annotations)\['(?<key>[^']+)'\]$", RegexOptions.CultureInvariant)]
    private static partial Regex MapFieldPattern();
}
