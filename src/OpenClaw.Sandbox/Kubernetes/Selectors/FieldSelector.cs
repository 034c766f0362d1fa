using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Selectors;

/// <summary>Chooses objects by the fields the API server lets one choose by.</summary>
internal sealed class FieldSelector
{
    private static readonly Dictionary<string, string[]> Supported = new()
    {
        ["Pod"] =
        [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP",
            "status.nominatedNodeName",
        ],
        ["Event"] =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
            "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion", "reportingController",
        ],
        ["Node"] = ["spec.unschedulable"],
        ["Namespace"] = ["status.phase"],
        ["Secret"] = ["type"],
        ["ReplicaSet"] = ["status.replicas"],
        ["Service"] = ["spec.clusterIP", "spec.type"],
    };

    private readonly List<(string Path, string Value, bool Equal)> _terms = [];

    /// <summary>The name the selector asks for, or null.</summary>
    public string? Name => _terms.Find(t => t is { Path: "metadata.name", Equal: true }).Value;

    public bool Matches(JsonObject obj) => _terms.TrueForAll(t => Read(obj, t.Path) == t.Value == t.Equal);

    /// <summary>Reads the fieldSelector of a query; throws <see cref="StatusException"/> 400 for fields one cannot choose by.</summary>
    public static FieldSelector Parse(ResourceType type, string? text)
    {
        var selector = new FieldSelector();
        foreach (var term in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = term.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw Statuses.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            var isEqual = term[at - 1] != '!';
            var path = term[..(isEqual ? at : at - 1)];
            var value = term[(at + 1)..].TrimStart('=');
            if (path is not ("metadata.name" or "metadata.namespace") && !(Supported.GetValueOrDefault(type.Kind)?.Contains(path) ?? false))
            {
                throw Statuses.BadRequest(
                    $"Unable to find \"{type.Group}/{type.Version}, Resource={type.Plural}\" that match label selector \"\", field selector \"{text}\": "
                    + $"field label not supported: {path}");
            }

            selector._terms.Add((path, value, isEqual));
        }

        return selector;
    }

    private static string Read(JsonObject obj, string path)
    {
        if (path == "source") path = "source.component";
        JsonNode? node = obj;
        foreach (var name in path.Split('.')) node = (node as JsonObject)?[name];
        return node?.GetValueKind() switch
        {
            null => path is "spec.unschedulable" or "spec.hostNetwork" ? "false" : "",
            JsonValueKind.String => (string)node!,
            _ => node.ToJsonString(),
        };
    }
}
