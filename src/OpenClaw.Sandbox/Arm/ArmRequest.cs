using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>A request that was let in: who sent it and what its URL names.</summary>
internal sealed class ArmRequest(HttpContext http, ResourceManager manager, Caller caller, string apiVersion)
{
    public HttpContext Http => http;

    public ResourceManager Manager => manager;

    public Caller Caller => caller;

    public string ApiVersion => apiVersion;

    /// <summary>The path's {group}.</summary>
    public string Group => Route("group");

    /// <summary>The path's {name}.</summary>
    public string Name => Route("name");

    /// <summary>The path's {location} in its short form.</summary>
    public string Location => Regions.Normalize(Route("location"));

    public string Route(string key) => (string)http.Request.RouteValues[key]!;

    public string? Query(string key) => http.Request.Query[key].FirstOrDefault();

    /// <summary>An absolute URL on this server.</summary>
    public string Url(string pathAndQuery) => $"{http.Request.Scheme}://{http.Request.Host}{pathAndQuery}";

    public void SetHeader(string name, string value) => http.Response.Headers[name] = value;

    /// <summary>The body as an object; InvalidRequestContent when it is not one.</summary>
    public async Task<JsonObject> ReadBodyAsync()
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<JsonNode>(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject
                ?? throw ArmErrors.InvalidContent("A JSON object was expected.");
        }
        catch (JsonException e)
        {
            throw ArmErrors.InvalidContent(e.Message);
        }
    }

    /// <summary>A text property of a body, or null; InvalidRequestContent when it is something else.</summary>
    public static string? Text(JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw ArmErrors.InvalidContent($"The property '{name}' is not a string."),
    };

    /// <summary>
    /// Names an operation for polling: <c>Azure-AsyncOperation</c> always, <c>Location</c> for requests that answer without the resource.
    /// The URLs carry an api-version of their own and a signature, as Azure's do.
    /// </summary>
    public void Follow(Operation operation, bool withLocation)
    {
        var root = $"{manager.SubscriptionScope}/providers/Microsoft.ContainerService/locations/{operation.Location}";
        SetHeader("Azure-AsyncOperation", Url($"{root}/operations/{operation.Id}?{SignedQuery.Create(operation.Id)}"));
        if (withLocation)
            SetHeader("Location", Url($"{root}/operationresults/{operation.Id}?{SignedQuery.Create(operation.Id)}"));
    }
}
