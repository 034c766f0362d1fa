using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>
/// A request Azure refuses. Resource Manager wraps its errors in <c>{"error":{...}}</c>; the AKS resource provider answers them flat, with
/// <c>details</c> and <c>subcode</c>.
/// </summary>
internal sealed class ArmException(int status, string code, string message, bool flat = false, string? target = null, JsonArray? details = null)
    : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string? Target { get; } = target;

    /// <summary>The error as the answer's body.</summary>
    public JsonObject ToJson()
    {
        if (flat)
        {
            var own = new JsonObject { ["code"] = Code, ["details"] = details?.DeepClone(), ["message"] = Message, ["subcode"] = "" };
            if (Target is not null)
                own["target"] = Target;
            return own;
        }

        var error = new JsonObject { ["code"] = Code, ["message"] = Message };
        if (Target is not null)
            error["target"] = Target;
        if (details is not null)
            error["details"] = details.DeepClone();
        return new JsonObject { ["error"] = error };
    }

    /// <summary>True when Resource Manager itself, not a resource provider, refused.</summary>
    public bool FromGateway => !flat;
}
