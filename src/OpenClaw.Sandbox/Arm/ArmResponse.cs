using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>An answer: a status and, for most, a body.</summary>
internal sealed record ArmResponse(int Status, JsonNode? Body = null)
{
    public static ArmResponse Ok(JsonNode body) => new(StatusCodes.Status200OK, body);

    public static ArmResponse Created(JsonNode body) => new(StatusCodes.Status201Created, body);

    public static ArmResponse Accepted { get; } = new(StatusCodes.Status202Accepted);

    public static ArmResponse NoContent { get; } = new(StatusCodes.Status204NoContent);
}
