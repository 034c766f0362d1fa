using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Objects;
using OpenClaw.Sandbox.Kubernetes.Resources;
using OpenClaw.Sandbox.Kubernetes.Selectors;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Deletes one object or all that meet a selector.</summary>
internal sealed class DeleteHandler(ObjectStore store)
{
    private static readonly string[] ShownAfterDeletion = ["Pod", "Service", "ServiceAccount", "PersistentVolume", "PersistentVolumeClaim", "ResourceQuota", "LimitRange"];

    public async Task DeleteAsync(ApiRequest request)
    {
        var type = request.Type!;
        var options = await OptionsAsync(request);
        var (obj, gone) = store.Deleter.Delete(EventViews.Stored(type), request.Namespace, request.Name!, options);
        if (!gone || ShownAfterDeletion.Contains(type.Kind))
        {
            await Responses.WriteJsonAsync(request.Context, EventViews.Show(type, obj));
            return;
        }

        var details = Statuses.Details(type, obj.Name());
        details["uid"] = obj.Uid();
        await Responses.WriteJsonAsync(request.Context, Success(details));
    }

    public async Task DeleteCollectionAsync(ApiRequest request)
    {
        var type = request.Type!;
        var stored = EventViews.Stored(type);
        var options = await OptionsAsync(request);
        var labels = LabelSelector.Parse(request.Query("labelSelector"));
        var fields = FieldSelector.Parse(type, request.Query("fieldSelector"));
        var deleted = new List<JsonObject>();
        lock (store.Table.Gate)
        {
            foreach (var obj in store.Table.Items(stored, request.Namespace))
            {
                if (!labels.Matches(obj.Child("metadata", "labels")) || !fields.Matches(EventViews.Show(type, obj))) continue;
                if (store.Table.Get(stored, obj.Namespace(), obj.Name()) is null) continue;
                deleted.Add(store.Deleter.Delete(stored, obj.Namespace(), obj.Name(), options).Object);
            }
        }

        var revision = store.Table.Revision.ToString(CultureInfo.InvariantCulture);
        await Responses.WriteJsonAsync(request.Context, Presentation.Negotiate(request).Many(deleted, revision, null, 0));
    }

    /// <summary>The answer when something is done and there is nothing to show.</summary>
    public static JsonObject Success(JsonObject? details)
    {
        var status = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success" };
        if (details is not null) status["details"] = details;
        return status;
    }

    /// <summary>Reads the options from the body, else from the query.</summary>
    public static async Task<DeleteOptions> OptionsAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadAsync(request.Context, null) as JsonObject;
        return body is not null && (string?)body["kind"] is { } kind && kind != "DeleteOptions"
            ? throw Statuses.BadRequest($"no kind \"{kind}\" is registered for deletion; send DeleteOptions")
            : FromJson(body, request);
    }

    /// <summary>Reads DeleteOptions.</summary>
    public static DeleteOptions FromJson(JsonObject? body, ApiRequest request)
    {
        var policy = (string?)body?["propagationPolicy"] ?? request.Query("propagationPolicy");
        if ((bool?)body?["orphanDependents"] ?? (request.Query("orphanDependents") is "true")) policy ??= "Orphan";
        if (policy is not (null or "" or "Background" or "Foreground" or "Orphan"))
        {
            throw Statuses.InvalidOption(
                "DeleteOptions", "propagationPolicy", "FieldValueNotSupported",
                $"Unsupported value: \"{policy}\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
        }

        var dryRun = body?["dryRun"] is JsonArray { Count: > 0 } || request.Query("dryRun") == "All";
        return new DeleteOptions
        {
            GracePeriodSeconds = (long?)body?["gracePeriodSeconds"] ?? request.QueryNumber("gracePeriodSeconds"),
            PropagationPolicy = policy,
            Uid = (string?)body?["preconditions"]?["uid"],
            ResourceVersion = (string?)body?["preconditions"]?["resourceVersion"],
            DryRun = dryRun,
        };
    }
}
