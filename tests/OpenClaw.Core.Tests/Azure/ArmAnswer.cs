using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Core.Tests.Azure;

/// <summary>What the server answers; <c>{endpoint}</c> in headers and bodies becomes its address.</summary>
internal sealed record ArmAnswer(HttpStatusCode Status, JsonNode? Body = null)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The answer is held back until this is done.</summary>
    public Task? Gate { get; init; }

    public static ArmAnswer Ok(JsonNode body) => new(HttpStatusCode.OK, body);

    public static ArmAnswer List(params JsonNode[] items) => Ok(new JsonObject { ["value"] = new JsonArray(items) });

    /// <summary>ARM's shape of an error.</summary>
    public static ArmAnswer Error(HttpStatusCode status, string code, string message) =>
        new(status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });

    /// <summary>AKS's own, flat shape.</summary>
    public static ArmAnswer FlatError(HttpStatusCode status, string code, string message, string subcode = "") =>
        new(status, new JsonObject { ["code"] = code, ["details"] = null, ["message"] = message, ["subcode"] = subcode });

    public ArmAnswer With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };
}
