using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>The API server refused a request and said why in a Status.</summary>
/// <param name="errorId">Stable id, <c>Kubernetes</c> followed by the Status reason, for example <c>KubernetesForbidden</c>.</param>
/// <param name="kind">What sort of failure it is.</param>
/// <param name="message">What went wrong and what to do.</param>
/// <param name="target">The object it is about.</param>
/// <param name="status">The Status as the server sent it.</param>
public sealed class KubernetesException(string errorId, ErrorKind kind, string message, object? target, JsonObject status)
    : OpenClawException(errorId, kind, message, target)
{
    /// <summary>The Status object as the server sent it.</summary>
    internal JsonObject Status { get; } = status;

    /// <summary>The HTTP status code.</summary>
    public int Code => (int?)Status["code"] ?? 0;

    /// <summary>The Status reason, for example <c>NotFound</c>, <c>Conflict</c>, <c>Invalid</c>; empty when the server gave none.</summary>
    public string Reason => (string?)Status["reason"] ?? "";

    /// <summary>The causes the server named: reason, message and field of each.</summary>
    public IReadOnlyList<KubernetesStatusCause> Causes { get; } =
        [.. (status["details"]?["causes"] as JsonArray ?? []).OfType<JsonObject>().Select(c =>
            new KubernetesStatusCause((string?)c["reason"] ?? "", (string?)c["message"] ?? "", (string?)c["field"] ?? ""))];
}

/// <summary>One cause of a refused request.</summary>
/// <param name="Reason">For example <c>FieldValueInvalid</c> or <c>FieldManagerConflict</c>.</param>
/// <param name="Message">The server's words.</param>
/// <param name="Field">The field's path, for example <c>.spec.replicas</c>.</param>
public sealed record KubernetesStatusCause(string Reason, string Message, string Field);
