using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>Reads and writes JSON bodies without serializers, which would cost start-up time.</summary>
internal static class JsonResponse
{
    /// <summary>Writes a JSON answer.</summary>
    public static Task WriteJsonAsync(this HttpContext context, int status, JsonNode? body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null"), context.RequestAborted).AsTask();
    }

    /// <summary>Reads a JSON object; null when the body is none.</summary>
    public static async Task<JsonObject?> ReadJsonAsync(this HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>The bearer token of a request, or null.</summary>
    public static string? BearerToken(this HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value["Bearer ".Length..].Trim()
            : null;

    /// <summary>Compares secrets in a time that does not depend on where they differ.</summary>
    public static bool IsSameSecret(string? given, string expected) => given is not null
        && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
