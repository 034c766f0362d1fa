using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Tables;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>The form a client asks objects in: as they are, as a Table, or their metadata only.</summary>
internal sealed class Presentation
{
    private const string MetaVersion = "meta.k8s.io/v1";

    private readonly ResourceType _type;
    private readonly string _as;
    private readonly string _includeObject;
    private bool _sentColumns;

    private Presentation(ResourceType type, string form, string includeObject)
    {
        _type = type;
        _as = form;
        _includeObject = includeObject;
    }

    public string ContentType => _as.Length == 0 ? "application/json" : $"application/json;as={_as};g=meta.k8s.io;v=v1";

    /// <summary>Reads the Accept header; throws <see cref="StatusException"/> 406 when nothing in it can be served.</summary>
    public static Presentation Negotiate(ApiRequest request)
    {
        var include = request.Query("includeObject") ?? "Metadata";
        var accept = request.Context.Request.Headers.Accept.ToString();
        if (accept.Length == 0) return new Presentation(request.Type!, "", include);
        foreach (var entry in accept.Split(','))
        {
            var parts = entry.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ("application/json" or "*/*" or "application/*")) continue;
            var form = parts.FirstOrDefault(p => p.StartsWith("as=", StringComparison.Ordinal))?[3..] ?? "";
            var version = parts.FirstOrDefault(p => p.StartsWith("v=", StringComparison.Ordinal))?[2..] ?? "v1";
            if (form is "" or "Table" or "PartialObjectMetadata" or "PartialObjectMetadataList" && version == "v1")
                return new Presentation(request.Type!, form, include);
        }

        throw new StatusException(
            406, "NotAcceptable", "only the following media types are accepted: application/json, application/json;as=Table;g=meta.k8s.io;v=v1");
    }

    /// <summary>One object as an answer or as a watch event.</summary>
    public JsonObject One(JsonObject stored, bool isWatch = false)
    {
        var shown = EventViews.Show(_type, stored);
        switch (_as)
        {
            case "Table":
                var table = TableRenderer.Render(_type, [stored], _includeObject, ListMetadata(stored.ResourceVersion()));
                // Only the first table of a watch names the columns.
                if (isWatch && _sentColumns) table["columnDefinitions"] = null;
                _sentColumns = true;
                return table;
            case "PartialObjectMetadata" or "PartialObjectMetadataList":
                return Partial(shown);
            default:
                return shown;
        }
    }

    /// <summary>A list as an answer.</summary>
    public JsonObject Many(IReadOnlyList<JsonObject> stored, string revision, string? next, int remaining)
    {
        var metadata = ListMetadata(revision);
        if (next is not null) metadata["continue"] = next;
        if (remaining > 0) metadata["remainingItemCount"] = remaining;
        if (_as == "Table") return TableRenderer.Render(_type, stored, _includeObject, metadata);
        var isPartial = _as.Length > 0;
        var items = new JsonArray();
        foreach (var obj in stored)
        {
            var shown = EventViews.Show(_type, obj);
            items.Add(isPartial ? Partial(shown) : WithoutType(shown));
        }

        return new JsonObject
        {
            ["kind"] = isPartial ? "PartialObjectMetadataList" : _type.Kind + "List",
            ["apiVersion"] = isPartial ? MetaVersion : _type.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = items,
        };
    }

    private static JsonObject ListMetadata(string revision) => new() { ["resourceVersion"] = revision };

    private static JsonObject Partial(JsonObject obj) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = MetaVersion,
        ["metadata"] = obj["metadata"]?.DeepClone(),
    };

    private static JsonObject WithoutType(JsonObject obj)
    {
        var item = new JsonObject();
        foreach (var (name, value) in obj)
        {
            if (name is not ("kind" or "apiVersion")) item[name] = value?.DeepClone();
        }

        return item;
    }
}
