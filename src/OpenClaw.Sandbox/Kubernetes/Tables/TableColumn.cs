using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Tables;

/// <summary>A column of the table form of a kind.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Type">string, integer or date.</param>
/// <param name="Value">What an object shows in it.</param>
internal sealed record TableColumn(string Name, string Type, Func<JsonObject, JsonNode?> Value)
{
    /// <summary>0 for always, 1 for wide output only.</summary>
    public int Priority { get; init; }

    public string Format { get; init; } = "";
}
