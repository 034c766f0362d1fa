using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Kubernetes.Schema;
using YamlDotNet.Core;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Reads what a request sends.</summary>
internal static class RequestBody
{
    private const int Limit = 3 << 20;

    /// <summary>The body as a JSON value; of YAML, the JSON it stands for. Null when it is empty.</summary>
    public static async Task<JsonNode?> ReadAsync(HttpContext context, DecodeIssues? issues, bool isYaml = false)
    {
        var body = await BytesAsync(context);
        if (body.Length == 0) return null;
        try
        {
            return isYaml && !LooksLikeJson(body.Span) ? YamlText.Parse(body, issues) : JsonText.Parse(body, issues);
        }
        catch (Exception error) when (error is JsonException or YamlException or FormatException)
        {
            throw Statuses.BadRequest($"error decoding request body: {error.Message}");
        }
    }

    /// <summary>The body as an object in the format its Content-Type says; protobuf only where the type is known.</summary>
    public static async Task<JsonObject> ReadObjectAsync(HttpContext context, DecodeIssues? issues, StructType? schema = null)
    {
        var type = context.Request.ContentType?.Split(';')[0].Trim() ?? "application/json";
        if (type == ProtobufReader.ContentType && schema is not null) return ProtobufReader.Read(schema, await BytesAsync(context));
        if (type is not ("application/json" or "application/yaml" or ""))
        {
            throw new StatusException(
                415, "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml");
        }

        return await ReadAsync(context, issues, type == "application/yaml") as JsonObject
            ?? throw Statuses.BadRequest("the request body must be an object");
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpContext context)
    {
        if (context.Request.ContentLength > Limit) throw new StatusException(413, "RequestEntityTooLarge", $"Request entity too large: limit is {Limit}");
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> body)
    {
        foreach (var b in body)
        {
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') continue;
            return b == '{';
        }

        return false;
    }
}
