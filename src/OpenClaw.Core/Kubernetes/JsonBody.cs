using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Kubernetes;

/// <summary>Reads the JSON in answers.</summary>
internal static class JsonBody
{
    /// <summary>Reads the object in a successful answer.</summary>
    /// <param name="response">The answer; disposed.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="UnexpectedAnswerException">It is not a JSON object.</exception>
    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            return Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false))
                ?? throw new UnexpectedAnswerException();
        }
    }

    /// <summary>Reads the Status in a refusal, or null when there is none.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<JsonObject?> ReadStatusAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        if (status?.Text("kind") != "Status")
            return null;
        status["code"] ??= (int)response.StatusCode;
        return status;
    }

    /// <summary>Parses one JSON object; null when it is none.</summary>
    /// <param name="utf8">The text.</param>
    public static JsonObject? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
