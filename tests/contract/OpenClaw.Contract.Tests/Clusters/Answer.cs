using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Contract.Clusters;

/// <summary>What an API server said to one request.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Text">The body as it came.</param>
/// <param name="ContentType">The body's media type.</param>
public sealed record Answer(HttpStatusCode Code, string Text, string? ContentType)
{
    /// <summary>The body read as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The object's resource version.</summary>
    public string Version => Json["metadata"]!["resourceVersion"]!.GetValue<string>();

    /// <summary>Asserts the HTTP status and gives the body back.</summary>
    public JsonNode Is(HttpStatusCode code)
    {
        Assert.True(code == Code, $"Expected {(int)code}, got {(int)Code}: {Text}");
        return Json;
    }

    /// <summary>Asserts a Status object that says this failure, in the HTTP status, its code and its reason, and gives it back.</summary>
    public JsonNode Fails(HttpStatusCode code, string reason)
    {
        var status = Is(code);
        Assert.Equal("Status", status["kind"]?.GetValue<string>());
        Assert.Equal("v1", status["apiVersion"]?.GetValue<string>());
        Assert.Equal("Failure", status["status"]?.GetValue<string>());
        Assert.Equal((int)code, status["code"]?.GetValue<int>());
        Assert.True(reason == status["reason"]?.GetValue<string>(), $"Expected the reason {reason}: {Text}");
        Assert.False(string.IsNullOrEmpty(status["message"]?.GetValue<string>()));
        return status;
    }

    /// <summary>Asserts 422 Invalid with exactly these causes, each "field reason", in any order; servers repeat some.</summary>
    public JsonNode IsInvalid(params string[] causes)
    {
        var status = Fails(HttpStatusCode.UnprocessableEntity, "Invalid");
        Assert.Equal(causes.Order(), Causes(status).Distinct().Order());
        return status;
    }

    /// <summary>The causes of a Status as "field reason".</summary>
    public static IEnumerable<string> Causes(JsonNode status)
        => (status["details"]?["causes"]?.AsArray() ?? []).Select(cause => $"{cause!["field"]} {cause["reason"]}");
}
