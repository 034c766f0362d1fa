using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Manifests;

/// <summary>Parts both pods have.</summary>
internal static class PodParts
{
    public static JsonObject Deployment(InstanceNames names, string name, JsonObject labels, JsonObject spec) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = DesiredState.Metadata(names, name, labels),
        ["spec"] = spec,
    };

    public static JsonObject TemplateMetadata(JsonObject labels, string configChecksum, string? secretsChecksum)
    {
        var annotations = new JsonObject { [Checksum.ConfigAnnotation] = configChecksum };
        if (secretsChecksum is not null)
            annotations[Checksum.SecretsAnnotation] = secretsChecksum;
        return new() { ["labels"] = labels, ["annotations"] = annotations };
    }

    public static JsonObject Value(string name, string value) => new() { ["name"] = name, ["value"] = value };

    public static JsonObject FromSecret(string name, InstanceNames names, string key) => new()
    {
        ["name"] = name,
        ["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = names.Secret, ["key"] = key } },
    };

    public static JsonObject Mount(string volume, string path, string? subPath = null, bool readOnly = false)
    {
        var mount = new JsonObject { ["name"] = volume, ["mountPath"] = path };
        if (subPath is not null)
            mount["subPath"] = subPath;
        if (readOnly)
            mount["readOnly"] = true;
        return mount;
    }

    public static JsonObject EmptyDir(string name, string sizeLimit) =>
        new() { ["name"] = name, ["emptyDir"] = new JsonObject { ["sizeLimit"] = sizeLimit } };

    public static JsonObject ConfigVolume(string name, string configMap) => new()
    {
        ["name"] = name,
        ["configMap"] = new JsonObject { ["name"] = configMap, ["defaultMode"] = 0b100_100_100 },
    };

    public static JsonObject Port(string name, int port) => new() { ["name"] = name, ["containerPort"] = port, ["protocol"] = "TCP" };

    public static JsonObject Resources(ProgramResources resources) => new()
    {
        ["requests"] = new JsonObject
        {
            ["cpu"] = Quantity.Parse(resources.CpuRequest).ToString(),
            ["memory"] = Quantity.Parse(resources.MemoryRequest).ToString(),
        },
        ["limits"] = new JsonObject { ["memory"] = Quantity.Parse(resources.MemoryLimit).ToString() },
    };

    public static JsonObject Probe(JsonObject how, int period, int timeout, int failures)
    {
        how["periodSeconds"] = period;
        how["timeoutSeconds"] = timeout;
        how["failureThreshold"] = failures;
        return how;
    }

    public static string PullPolicy(string image) => ImageReference.TryParse(image)!.PullPolicy;
}
