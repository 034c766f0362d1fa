using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes;

/// <summary>The refusals of the API server, in its own words.</summary>
internal static class Statuses
{
    public static StatusException BadRequest(string message) => new(400, "BadRequest", message);

    public static StatusException NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.QualifiedName} \"{name}\" not found", Details(type, name));

    public static StatusException AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.QualifiedName} \"{name}\" already exists", Details(type, name));

    public static StatusException Conflict(ResourceType type, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {type.QualifiedName} \"{name}\": {why}", Details(type, name));

    public static StatusException Modified(ResourceType type, string name) =>
        Conflict(type, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static StatusException Forbidden(ResourceType type, string name, string why, JsonArray? causes = null)
    {
        var details = Details(type, name);
        if (causes is not null) details["causes"] = causes;
        return new StatusException(403, "Forbidden", $"{type.QualifiedName} \"{name}\" is forbidden: {why}", details);
    }

    /// <summary>An option of a request, for example CreateOptions, that is not right.</summary>
    public static StatusException InvalidOption(string kind, string field, string reason, string message) => new(
        422, "Invalid", $"{kind}.meta.k8s.io \"\" is invalid: {field}: {message}",
        new JsonObject
        {
            ["group"] = "meta.k8s.io",
            ["kind"] = kind,
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = reason, ["message"] = message, ["field"] = field }),
        });

    public static StatusException MethodNotAllowed(string message) => new(405, "MethodNotAllowed", message);

    public static StatusException Expired(string message) => new(410, "Expired", message);

    public static StatusException NotSimulated(string what) =>
        new(501, "NotImplemented", $"{what} is not simulated by the OpenClaw sandbox; use a real cluster for it");

    /// <summary>kind, name and group of the thing a refusal is about.</summary>
    public static JsonObject Details(ResourceType type, string name)
    {
        var details = new JsonObject { ["name"] = name };
        if (type.Group.Length > 0) details["group"] = type.Group;
        details["kind"] = type.Plural;
        return details;
    }

    /// <summary>The Status object that answers a refused request.</summary>
    public static JsonObject ToJson(StatusException error)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = error.Message,
        };
        if (error.Reason.Length > 0) status["reason"] = error.Reason;
        if (error.Details is not null) status["details"] = error.Details.DeepClone();
        status["code"] = error.Code;
        return status;
    }
}
