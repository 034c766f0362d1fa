using System.Text.Json;

namespace OpenClaw.Models;

/// <summary>A JSON value and where in the file it stands.</summary>
/// <param name="Kind">The kind of value.</param>
/// <param name="Offset">Offset of its first byte.</param>
/// <param name="Text">A string's text; empty for others.</param>
internal sealed record JsonNodeAt(JsonValueKind Kind, int Offset, string Text = "")
{
    /// <summary>An object's properties in the file's order, repeated ones too.</summary>
    public List<JsonPropertyAt> Properties { get; } = [];

    /// <summary>An array's elements.</summary>
    public List<JsonNodeAt> Items { get; } = [];
}

/// <summary>A property of an object and where its name stands.</summary>
/// <param name="Name">Name.</param>
/// <param name="Offset">Offset of the name's opening quote.</param>
/// <param name="Value">Value.</param>
internal sealed record JsonPropertyAt(string Name, int Offset, JsonNodeAt Value);
