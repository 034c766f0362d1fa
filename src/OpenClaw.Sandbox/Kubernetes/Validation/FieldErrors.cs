using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>The faults found in an object, worded as the API server words them.</summary>
internal sealed class FieldErrors
{
    private readonly List<(string Reason, string Field, string Message)> _errors = [];

    public void Required(string field, string? detail = null) => Add("FieldValueRequired", field, Join("Required value", detail));

    public void Invalid(string field, JsonNode? value, string detail) =>
        Add("FieldValueInvalid", field, $"Invalid value: {value?.ToJsonString(JsonText.Compact) ?? "null"}: {detail}");

    public void Duplicate(string field, JsonNode? value) => Add("FieldValueDuplicate", field, $"Duplicate value: {value?.ToJsonString(JsonText.Compact)}");

    public void Forbidden(string field, string detail) => Add("FieldValueForbidden", field, $"Forbidden: {detail}");

    public void NotFound(string field, string value) => Add("FieldValueNotFound", field, $"Not found: \"{value}\"");

    public void TooLong(string field, int limit) => Add("FieldValueTooLong", field, $"Too long: may not be more than {limit} bytes");

    public void NotSupported(string field, string value, params string[] supported) => Add(
        "FieldValueNotSupported", field, $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(s => $"\"{s}\""))}");

    /// <summary>Throws 422 Invalid with one cause for each fault, when there are any.</summary>
    public void ThrowIfAny(ResourceType type, string name) => ThrowIfAny(type.Group, type.Kind, type.QualifiedKind, name);

    /// <summary>Throws 422 Invalid about the options of a request, for example PodLogOptions.</summary>
    public void ThrowIfAny(string kind) => ThrowIfAny("", kind, kind, "");

    private void ThrowIfAny(string group, string kind, string qualifiedKind, string name)
    {
        if (_errors.Count == 0) return;
        var causes = new JsonArray();
        foreach (var (reason, field, message) in _errors)
            causes.Add(new JsonObject { ["reason"] = reason, ["message"] = message, ["field"] = field });
        var details = new JsonObject { ["name"] = name };
        if (group.Length > 0) details["group"] = group;
        details["kind"] = kind;
        details["causes"] = causes;
        var text = string.Join(", ", _errors.Select(e => $"{e.Field}: {e.Message}").Distinct());
        if (_errors.Count > 1) text = $"[{text}]";
        throw new StatusException(422, "Invalid", $"{qualifiedKind} \"{name}\" is invalid: {text}", details);
    }

    private static string Join(string text, string? detail) => string.IsNullOrEmpty(detail) ? text : $"{text}: {detail}";

    private void Add(string reason, string field, string message) => _errors.Add((reason, field, message));
}
