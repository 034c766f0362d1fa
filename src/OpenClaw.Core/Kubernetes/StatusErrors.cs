using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Puts a Status of the API server into words.</summary>
internal static class StatusErrors
{
    /// <summary>Makes the error for a refused request.</summary>
    /// <param name="connection">What the connection is called.</param>
    /// <param name="verb">What was asked for, for example <c>create</c>.</param>
    /// <param name="target">What it was asked of.</param>
    /// <param name="status">The server's Status.</param>
    public static KubernetesException Create(string connection, string verb, object target, JsonObject status)
    {
        var reason = status.Text("reason") is { Length: > 0 } named ? named : ReasonOf(status.Integer("code") ?? 0);
        var (format, kind) = Meaning(reason, status);
        var words = format == KubernetesMessages.KubernetesConflictManager ? Owners(status) : Words(status, target, reason);
        return new(
            "Kubernetes" + (reason.All(char.IsAsciiLetterOrDigit) ? reason : "Error"),
            kind,
            string.Format(CultureInfo.CurrentCulture, format, connection, verb, target, words),
            target,
            status);
    }

    private static (string Format, ErrorKind Kind) Meaning(string reason, JsonObject status) => reason switch
    {
        "Unauthorized" => (KubernetesMessages.KubernetesUnauthorized, ErrorKind.AuthenticationError),
        "Forbidden" => Forbidden(status),
        "NotFound" => (KubernetesMessages.KubernetesNotFound, ErrorKind.NotFound),
        "AlreadyExists" => (KubernetesMessages.KubernetesAlreadyExists, ErrorKind.AlreadyExists),
        "Conflict" when Causes(status).Any(IsManagerConflict) => (KubernetesMessages.KubernetesConflictManager, ErrorKind.Conflict),
        "Conflict" => (KubernetesMessages.KubernetesConflict, ErrorKind.Conflict),
        "Invalid" => (KubernetesMessages.KubernetesInvalid, ErrorKind.InvalidArgument),
        "BadRequest" => (KubernetesMessages.KubernetesBadRequest, ErrorKind.InvalidArgument),
        "TooManyRequests" => (KubernetesMessages.KubernetesTooManyRequests, ErrorKind.ResourceBusy),
        "UnsupportedMediaType" or "NotAcceptable" => (KubernetesMessages.KubernetesUnsupportedMediaType, ErrorKind.NotSupported),
        "MethodNotAllowed" => (KubernetesMessages.KubernetesMethodNotAllowed, ErrorKind.NotSupported),
        "Timeout" or "ServerTimeout" => (KubernetesMessages.KubernetesTimeout, ErrorKind.Timeout),
        "ServiceUnavailable" => (KubernetesMessages.KubernetesServiceUnavailable, ErrorKind.ResourceUnavailable),
        "InternalError" => (KubernetesMessages.KubernetesInternalError, ErrorKind.OperationFailed),
        "Expired" or "Gone" => (KubernetesMessages.KubernetesExpired, ErrorKind.ResourceUnavailable),
        "RequestEntityTooLarge" => (KubernetesMessages.KubernetesRequestEntityTooLarge, ErrorKind.LimitsExceeded),
        _ => (KubernetesMessages.KubernetesError, ErrorKind.OperationFailed),
    };

    // One reason for four things: the role, a quota, a dying namespace, and every admission plug-in that says no.
    private static (string Format, ErrorKind Kind) Forbidden(JsonObject status)
    {
        var message = status.Text("message") ?? "";
        if (Causes(status).Any(static c => c.Text("reason") == "NamespaceTerminating"))
            return (KubernetesMessages.KubernetesForbiddenTerminating, ErrorKind.ResourceUnavailable);
        if (message.Contains("exceeded quota", StringComparison.Ordinal))
            return (KubernetesMessages.KubernetesForbiddenQuota, ErrorKind.LimitsExceeded);
        return message.Contains(" cannot ", StringComparison.Ordinal) || message.Length == 0
            ? (KubernetesMessages.KubernetesForbidden, ErrorKind.PermissionDenied)
            : (KubernetesMessages.KubernetesForbiddenAdmission, ErrorKind.PermissionDenied);
    }

    private static string Words(JsonObject status, object target, string reason)
    {
        // Decoding and validation errors quote what they choke on.
        if (reason is "Invalid" or "BadRequest" or "InternalError" && target is ResourceName { Kind.Kind: "Secret" })
            return KubernetesMessages.SecretWithheld;
        var message = status.Text("message")?.Trim() ?? "";
        return message.Length == 0 || message[^1] is '.' or '!' or '?' ? message : message + ".";
    }

    private static string Owners(JsonObject status) => string.Join(
        "; ",
        Causes(status).Where(IsManagerConflict).Select(static cause => string.Format(
            CultureInfo.CurrentCulture, KubernetesMessages.ConflictField, cause.Text("field"), Manager(cause.Text("message") ?? ""))));

    // The server writes: conflict with "kubectl" using apps/v1 at 2026-01-02T03:04:05Z
    private static string Manager(string message)
    {
        var parts = message.Split('"', 3);
        return parts.Length == 3 ? $"'{parts[1]}'" : message;
    }

    private static bool IsManagerConflict(JsonObject cause) => cause.Text("reason") == "FieldManagerConflict";

    private static IEnumerable<JsonObject> Causes(JsonObject status) => status.Child("details").Children("causes");

    private static string ReasonOf(int code) => code switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        409 => "Conflict",
        410 => "Expired",
        413 => "RequestEntityTooLarge",
        415 => "UnsupportedMediaType",
        422 => "Invalid",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "Error",
    };
}
