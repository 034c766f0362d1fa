using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Patches;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Schema;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Creates, replaces and patches objects.</summary>
internal sealed class WriteHandler(ObjectStore store)
{
    private static readonly string[] MadeByUpdate = ["Lease", "Event", "Endpoints", "EndpointSlice", "LimitRange", "ResourceQuota"];

    public async Task CreateAsync(ApiRequest request)
    {
        var type = request.Type!;
        var write = WriteParameters.Read(request);
        var issues = new DecodeIssues();
        var body = await RequestBody.ReadObjectAsync(request.Context, issues, type.Schema);
        Check(request, body);
        var obj = EventViews.Store(type, Canonicalizer.Canonicalize(type.Schema, body, issues));
        write.Report(type.Kind, issues);
        var created = store.Writer.Create(EventViews.Stored(type), request.Namespace, obj, write.Options);
        await AnswerAsync(request, write, created, 201);
    }

    public async Task ReplaceAsync(ApiRequest request)
    {
        var type = request.Type!;
        var write = WriteParameters.Read(request);
        var issues = new DecodeIssues();
        var body = await RequestBody.ReadObjectAsync(request.Context, issues, request.Subresource == "scale" ? SchemaTable.Get("Scale") : type.Schema);
        if (request.Subresource == "scale")
        {
            await UpdateAsync(request, write, live => Scale.Into(live, body));
            return;
        }

        Check(request, body);
        var obj = EventViews.Store(type, Canonicalizer.Canonicalize(type.Schema, body, issues));
        write.Report(type.Kind, issues);
        var stored = EventViews.Stored(type);
        if (store.Table.Get(stored, request.Namespace, request.Name!) is null && request.Subresource is null && MadeByUpdate.Contains(type.Kind))
        {
            await AnswerAsync(request, write, store.Writer.Create(stored, request.Namespace, obj, write.Options), 201);
            return;
        }

        await UpdateAsync(request, write, _ => obj);
    }

    public async Task PatchAsync(ApiRequest request)
    {
        var type = request.Type!;
        var contentType = request.Context.Request.ContentType?.Split(';')[0].Trim();
        var isApply = contentType == "application/apply-patch+yaml";
        var write = WriteParameters.Read(request, isApply);
        var issues = new DecodeIssues();
        var patch = await RequestBody.ReadAsync(request.Context, issues, isApply) ?? throw Statuses.BadRequest("the patch must not be empty");
        if (isApply)
        {
            await ApplyAsync(request, write, patch, issues);
            return;
        }

        Func<JsonObject, JsonObject> change = contentType switch
        {
            "application/json-patch+json" => live => JsonPatch.Apply(live, patch),
            "application/merge-patch+json" => live => MergePatch.Apply(live, patch),
            "application/strategic-merge-patch+json" => live => StrategicMergePatch.Apply(
                request.Subresource == "scale" ? SchemaTable.Get("Scale") : type.Schema, live, patch),
            _ => throw new StatusException(
                415, "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                + "application/merge-patch+json, application/apply-patch+yaml, application/strategic-merge-patch+json"),
        };
        await UpdateAsync(request, write, live =>
        {
            if (request.Subresource == "scale") return Scale.Into(live, change(Scale.Of(live)));
            var patched = change(EventViews.Show(type, live));
            Canonicalizer.Canonicalize(type.Schema, patched, issues);
            write.Report(type.Kind, issues);
            return EventViews.Store(type, patched);
        });
    }

    private async Task ApplyAsync(ApiRequest request, WriteParameters write, JsonNode patch, DecodeIssues issues)
    {
        var type = request.Type!;
        if (type.ViewOf is not null || request.Subresource == "scale") throw Statuses.NotSimulated($"apply to {request.Resource} {request.Subresource}".TrimEnd());
        if (patch is not JsonObject config) throw Statuses.BadRequest("error decoding YAML: the configuration must be an object");
        if (issues.Messages.Count > 0) write.Report(type.Kind, issues);
        if (config["metadata"]?["managedFields"] is JsonArray { Count: > 0 }) throw Statuses.BadRequest("metadata.managedFields must be nil");
        Check(request, config);
        var force = request.Query("force") is "true" or "1";
        var (applied, created) = store.Writer.Apply(type, request.Namespace, request.Name!, config, force, write.Options);
        await AnswerAsync(request, write, applied, created ? 201 : 200);
    }

    private async Task UpdateAsync(ApiRequest request, WriteParameters write, Func<JsonObject, JsonObject> change)
    {
        var updated = store.Writer.Update(EventViews.Stored(request.Type!), request.Namespace, request.Name!, change, write.Options);
        await AnswerAsync(request, write, updated, 200);
    }

    private static Task AnswerAsync(ApiRequest request, WriteParameters write, JsonObject stored, int status)
    {
        Responses.AddWarnings(request.Context, write.Options.Warnings);
        if (request.Subresource == "scale") return Responses.WriteJsonAsync(request.Context, Scale.Of(stored), status);
        var presentation = Presentation.Negotiate(request);
        return Responses.WriteJsonAsync(request.Context, presentation.One(stored), status, presentation.ContentType);
    }

    private static void Check(ApiRequest request, JsonObject body)
    {
        var type = request.Type!;
        var (version, kind) = ((string?)body["apiVersion"], (string?)body["kind"]);
        if (version is { Length: > 0 } && version != type.ApiVersion)
            throw Statuses.BadRequest($"the API version in the data ({version}) does not match the expected API version ({type.ApiVersion})");
        if (kind is { Length: > 0 } && kind != type.Kind)
            throw Statuses.BadRequest($"{kind} in version \"{version}\" cannot be handled as a {type.Kind}: no kind \"{kind}\" is registered for this resource");
        if (body["metadata"] is not (null or JsonObject)) throw Statuses.BadRequest("metadata must be an object");
        if (request.Name is not null && body.Name() is { Length: > 0 } name && name != request.Name)
            throw Statuses.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        if (request.Namespace is not null && body.Namespace() is { Length: > 0 } ns && ns != request.Namespace)
            throw Statuses.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
        if (request.Name is null) return;
        body["apiVersion"] ??= type.ApiVersion;
        body["kind"] ??= type.Kind;
        body.Metadata()["name"] ??= request.Name;
        if (request.Namespace is not null) body.Metadata()["namespace"] ??= request.Namespace;
    }
}
