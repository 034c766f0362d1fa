using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Azure;

/// <summary>A node pool as Azure sends it at its own path.</summary>
/// <param name="Name">Name.</param>
/// <param name="Properties">All of its properties: our records know only a part, and a pool like it needs the rest.</param>
internal sealed record AgentPool(string Name, JsonObject Properties)
{
    /// <summary><c>Succeeded</c>, <c>Failed</c>, <c>Canceled</c>, or what is being done.</summary>
    public string? ProvisioningState => Properties.Text("provisioningState");

    /// <summary>Number of nodes.</summary>
    public int Count => Properties.Integer("count") ?? 0;

    /// <summary>Why provisioning failed, as code and words, or null.</summary>
    public string? Failure => Properties.Child("status").Child("provisioningError") is { } error ? $"{error.Text("code")}: {error.Text("message")}" : null;
}
