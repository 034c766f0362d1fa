using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes;

/// <summary>A request the API server refuses, with the Status it answers.</summary>
internal sealed class StatusException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    /// <summary>kind, name, group, causes, retryAfterSeconds; or null.</summary>
    public JsonObject? Details { get; } = details;
}
