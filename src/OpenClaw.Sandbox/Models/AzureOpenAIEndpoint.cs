using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Models;

/// <summary>The sandbox's Azure OpenAI resource: chat completions in both URL forms, answered by the <see cref="OfflineModel"/>.</summary>
/// <param name="key">The resource's key.</param>
/// <param name="deployment">Its one deployment.</param>
internal sealed partial class AzureOpenAIEndpoint(string key, string deployment)
{
    private const string FirstApiVersion = "2022-12-01";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/openai/deployments/{deployment}/chat/completions", ClassicAsync);
        endpoints.MapPost("/openai/v1/chat/completions", V1Async);
        endpoints.MapGet("/openai/v1/models", context => IsAllowed(context)
            ? context.WriteJsonAsync(200, new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray(new JsonObject { ["id"] = deployment, ["object"] = "model" }),
            })
            : DenyAsync(context));
    }

    private Task ClassicAsync(HttpContext context)
    {
        if (!IsAllowed(context))
            return DenyAsync(context);
        if (!IsApiVersion(context.Request.Query["api-version"].ToString()))
            return WriteErrorAsync(context, 404, "404", "Resource not found");
        return CompleteAsync(context, context.Request.RouteValues["deployment"]?.ToString(), null);
    }

    private async Task V1Async(HttpContext context)
    {
        if (!IsAllowed(context))
        {
            await DenyAsync(context);
            return;
        }

        var body = await context.ReadJsonAsync();
        await CompleteAsync(context, body.Text("model"), body);
    }

    private async Task CompleteAsync(HttpContext context, string? wanted, JsonObject? body)
    {
        if (!string.Equals(wanted, deployment, StringComparison.OrdinalIgnoreCase))
        {
            await WriteErrorAsync(
                context,
                404,
                "DeploymentNotFound",
                "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.");
            return;
        }

        body ??= await context.ReadJsonAsync();
        if (body?["messages"] is not JsonArray { Count: > 0 } messages)
        {
            await WriteErrorAsync(context, 400, "invalid_request_error", "Missing required parameter: 'messages'.");
            return;
        }

        if (body["max_tokens"] is not null && deployment.Contains("gpt-5", StringComparison.OrdinalIgnoreCase))
        {
            await WriteErrorAsync(
                context,
                400,
                "unsupported_parameter",
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
            return;
        }

        var answer = OfflineModel.Answer(messages);
        var asked = messages.OfType<JsonObject>().Sum(static message => OfflineModel.CountTokens(OfflineModel.TextOf(message["content"])));
        var usage = new JsonObject
        {
            ["prompt_tokens"] = asked,
            ["completion_tokens"] = OfflineModel.CountTokens(answer),
            ["total_tokens"] = asked + OfflineModel.CountTokens(answer),
        };
        if (body.Flag("stream"))
            await StreamAsync(context, answer, body.Flag("stream_options", "include_usage") ? usage : null);
        else
            await context.WriteJsonAsync(200, Completion(answer, usage));
    }

    private JsonObject Completion(string answer, JsonObject usage)
    {
        var completion = Envelope("chat.completion", NewId());
        completion["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = answer },
            ["finish_reason"] = "stop",
        });
        completion["usage"] = usage;
        return completion;
    }

    private async Task StreamAsync(HttpContext context, string answer, JsonObject? usage)
    {
        context.Response.ContentType = "text/event-stream";
        var id = NewId();
        JsonObject Chunk(JsonObject delta, string? finish)
        {
            var chunk = Envelope("chat.completion.chunk", id);
            chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish });
            return chunk;
        }

        var chunks = new List<JsonObject> { Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null) };
        var words = answer.Split(' ');
        chunks.AddRange(words.Select((word, index) => Chunk(new JsonObject { ["content"] = index == 0 ? word : " " + word }, null)));
        chunks.Add(Chunk([], "stop"));
        if (usage is not null)
        {
            var last = Envelope("chat.completion.chunk", id);
            last["choices"] = new JsonArray();
            last["usage"] = usage;
            chunks.Add(last);
        }

        foreach (var chunk in chunks)
        {
            await context.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    private JsonObject Envelope(string type, string id) => new()
    {
        ["id"] = id,
        ["object"] = type,
        ["created"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        ["model"] = deployment,
    };

    private bool IsAllowed(HttpContext context) =>
        JsonResponse.IsSameSecret(context.Request.Headers["api-key"], key) || JsonResponse.IsSameSecret(context.BearerToken(), key);

    private static string NewId() => $"chatcmpl-{Guid.NewGuid():N}";

    private static Task DenyAsync(HttpContext context) => WriteErrorAsync(
        context,
        401,
        "401",
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.");

    private static Task WriteErrorAsync(HttpContext context, int status, string code, string message) =>
        context.WriteJsonAsync(status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });

    // Azure says of a version it does not know what it says of a path it does not know.
    private static bool IsApiVersion(string version) =>
        ApiVersionPattern().IsMatch(version) && string.CompareOrdinal(version, FirstApiVersion) >= 0;

    [GeneratedRegex(@"\A20[0-9]{2}-[0-9]{2}-[0-9]{2}(-preview)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ApiVersionPattern();
}
