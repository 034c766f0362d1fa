using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>The API server refused a request and said why in a Status.</summary>
public sealed class KubernetesException : OpenClawException
{
    /// <summary>Makes the error from the server's Status.</summary>
    /// <param name="errorId">Stable id, <c>Kubernetes</c> followed by the Status reason, for example <c>KubernetesForbidden</c>.</param>
    /// <param name="kind">What sort of failure it is.</param>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="target">The object it is about.</param>
    /// <param name="status">The Status as the server sent it.</param>
    internal KubernetesException(string errorId, ErrorKind kind, string message, object? target, JsonObject status)
        : base(errorId, kind, message, target)
    {
        Status = status;
        Code = status.Integer("code") ?? 0;
        Reason = status.Text("reason") ?? "";
        Causes =
        [
            .. status.Child("details").Children("causes").Select(static cause =>
                new KubernetesStatusCause(cause.Text("reason") ?? "", cause.Text("message") ?? "", cause.Text("field") ?? "")),
        ];
    }

    /// <summary>The HTTP status code.</summary>
    public int Code { get; }

    /// <summary>The Status reason, for example <c>NotFound</c>, <c>Conflict</c>, <c>Invalid</c>; empty when the server gave none.</summary>
    public string Reason { get; }

    /// <summary>The causes the server named: reason, message and field of each.</summary>
    public IReadOnlyList<KubernetesStatusCause> Causes { get; }

    /// <summary>The Status object as the server sent it.</summary>
    internal JsonObject Status { get; }
}
