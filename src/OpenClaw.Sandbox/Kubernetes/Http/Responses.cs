using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Writes answers.</summary>
internal static class Responses
{
    public static async Task WriteJsonAsync(HttpContext context, JsonNode body, int status = 200, string contentType = "application/json")
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Compact));
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public static Task WriteStatusAsync(HttpContext context, StatusException error)
    {
        if (error.Code == 401) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (error.Details?["retryAfterSeconds"] is { } seconds) context.Response.Headers.RetryAfter = seconds.ToJsonString();
        return WriteJsonAsync(context, Statuses.ToJson(error), error.Code);
    }

    public static Task WriteDiscoveryAsync(HttpContext context, DiscoveryDocument document, string path)
    {
        var accept = context.Request.Headers.Accept.ToString();
        if (path is "/api" or "/apis" && accept.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal)
            && accept.Contains("v=v2", StringComparison.Ordinal) && document.Aggregated is { } aggregated)
        {
            return WriteJsonAsync(context, aggregated, 200, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        }

        return WriteJsonAsync(context, document.Plain);
    }

    /// <summary>Adds what the server warns of to the answer.</summary>
    public static void AddWarnings(HttpContext context, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings.Distinct())
            context.Response.Headers.Append("Warning", string.Create(CultureInfo.InvariantCulture, $"299 - {Quote(warning)}"));
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
