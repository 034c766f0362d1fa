using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Manifests;

/// <summary>One object an instance needs.</summary>
/// <param name="Rank">Objects of a lower rank are there before those of a higher one are made.</param>
/// <param name="Manifest">The fields we want to own.</param>
internal sealed record DesiredObject(int Rank, JsonObject Manifest)
{
    /// <summary>Which object it is.</summary>
    public ResourceName Name { get; } = ResourceName.Of(Manifest);
}
