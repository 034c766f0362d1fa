using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Selectors;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Serves the kinds: get, list, watch, create, update, patch, delete, status and scale.</summary>
internal sealed class ResourceHandler(ObjectStore store)
{
    private readonly ListPages _pages = new();
    private readonly WatchHandler _watch = new(store);
    private readonly WriteHandler _write = new(store);
    private readonly DeleteHandler _delete = new(store);

    /// <summary>Makes the tokens of half-read lists expire.</summary>
    public void ForgetPages() => _pages.Forget();

    public Task HandleAsync(ApiRequest request)
    {
        Check(request);
        return request.Method switch
        {
            "GET" or "HEAD" when request.QueryFlag("watch") && request.Query("watch") is not null => _watch.HandleAsync(request),
            "GET" or "HEAD" => request.Name is null ? ListAsync(request) : GetAsync(request),
            "POST" when request is { Name: null } => _write.CreateAsync(request),
            "PUT" when request.Name is not null => _write.ReplaceAsync(request),
            "PATCH" when request.Name is not null => _write.PatchAsync(request),
            "DELETE" when request.Subresource is null => request.Name is null ? _delete.DeleteCollectionAsync(request) : _delete.DeleteAsync(request),
            _ => throw Statuses.MethodNotAllowed("the server does not allow this method on the requested resource"),
        };
    }

    private static void Check(ApiRequest request)
    {
        var type = request.Type!;
        var known = request.Subresource is null || (request.Subresource == "status" && type.HasStatus)
            || (request.Subresource == "scale" && type.Subresources.Contains("scale"));
        if (!known) throw Statuses.NotSimulated($"the subresource {request.Resource}/{request.Subresource}");
        if (type.Namespaced && request.Namespace is null && (request.Name is not null || request.Method is "POST"))
            throw new StatusException(404, "NotFound", "the server could not find the requested resource", new JsonObject());
        if (!type.Namespaced && request.Namespace is not null)
            throw new StatusException(404, "NotFound", "the server could not find the requested resource", new JsonObject());
    }

    private Task GetAsync(ApiRequest request)
    {
        var type = request.Type!;
        var obj = store.Table.Get(EventViews.Stored(type), request.Namespace, request.Name!) ?? throw Statuses.NotFound(type, request.Name!);
        if (request.Subresource == "scale") return Responses.WriteJsonAsync(request.Context, Scale.Of(obj));
        var presentation = Presentation.Negotiate(request);
        return Responses.WriteJsonAsync(request.Context, presentation.One(obj), 200, presentation.ContentType);
    }

    private Task ListAsync(ApiRequest request)
    {
        var type = request.Type!;
        var presentation = Presentation.Negotiate(request);
        var limit = request.QueryNumber("limit") ?? 0;
        CheckVersion(request);
        var page = request.Query("continue") is { Length: > 0 } token
            ? _pages.Continue(token, limit)
            : FirstPage(type, request, limit);
        var list = presentation.Many(page.Items, page.Revision.ToString(CultureInfo.InvariantCulture), page.Continue, page.Remaining);
        return Responses.WriteJsonAsync(request.Context, list, 200, presentation.ContentType);
    }

    private (IReadOnlyList<JsonObject> Items, long Revision, string? Continue, int Remaining) FirstPage(
        ResourceType type, ApiRequest request, long limit)
    {
        var labels = LabelSelector.Parse(request.Query("labelSelector"));
        var fields = FieldSelector.Parse(type, request.Query("fieldSelector"));
        lock (store.Table.Gate)
        {
            var items = store.Table.Items(EventViews.Stored(type), request.Namespace)
                .Where(o => labels.Matches(o.Child("metadata", "labels")) && fields.Matches(EventViews.Show(type, o))).ToList();
            return _pages.First(items, store.Table.Revision, limit);
        }
    }

    // Only the newest state is kept, so an exact older one has expired, and a newer one is not there yet.
    private void CheckVersion(ApiRequest request)
    {
        var version = request.Query("resourceVersion");
        if (version is null or "" or "0") return;
        if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted))
            throw Statuses.BadRequest($"invalid resource version \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax");
        var current = store.Table.Revision;
        if (wanted > current)
        {
            throw new StatusException(
                504, "Timeout", $"Too large resource version: {version}, current: {current}",
                new JsonObject { ["retryAfterSeconds"] = 1, ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }) });
        }

        if (request.Query("resourceVersionMatch") == "Exact" && wanted != current)
            throw Statuses.Expired($"The resourceVersion for the provided list is too old.");
    }
}
