using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>Answers chats by asking the configured provider, with the gateway's own errors.</summary>
internal sealed class GatewayChat(
    GatewayConfig config, IReadOnlyDictionary<string, string> environment, GatewayHistory history, HttpMessageInvoker http, Action<string> log)
{
    // How long the real gateway keeps trying a provider that cannot be reached.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    public async Task CompleteAsync(HttpContext context)
    {
        if (!IsAllowedOrigin(context.Request.Headers.Origin.ToString()))
        {
            await WriteErrorAsync(context, 403, "CONTROL_UI_ORIGIN_NOT_ALLOWED", "origin not allowed");
            return;
        }

        if (!JsonResponse.IsSameSecret(context.BearerToken(), config.Token))
        {
            await WriteErrorAsync(context, 401, "unauthorized", "Unauthorized");
            return;
        }

        if (await context.ReadJsonAsync() is not { } body || body["messages"] is not JsonArray { Count: > 0 } messages)
        {
            await WriteErrorAsync(context, 400, "invalid_request_error", "Missing user message in `messages`.");
            return;
        }

        if (config.FindModel(body.Text("model"), environment, out var problem) is not { } model)
        {
            await WriteErrorAsync(context, 500, "api_error", problem ?? "unknown model");
            return;
        }

        await AskAsync(context, model, body, messages);
    }

    private static JsonObject Question(GatewayModel model, JsonArray messages, bool stream) => new()
    {
        ["model"] = model.Id,
        ["messages"] = new JsonArray(
        [
            new JsonObject { ["role"] = "system", ["content"] = "You are a personal assistant running inside OpenClaw." },
            .. messages.Select(static message => message?.DeepClone()),
        ]),
        ["stream"] = stream,
    };

    private bool IsAllowedOrigin(string origin) => origin.Length == 0
        || config.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.IsLoopback);

    private async Task AskAsync(HttpContext context, GatewayModel model, JsonObject body, JsonArray messages)
    {
        var stream = body.Flag("stream");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await SendAsync(model, Question(model, messages, stream), patience.Token);
            if (!response.IsSuccessStatusCode)
                await WriteProviderErrorAsync(context, response);
            else if (stream)
                await CopyStreamAsync(context, response, body.Text("model"));
            else
                await WriteAnswerAsync(context, response, body.Text("model"), messages);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await WriteErrorAsync(context, 408, "timeout", "LLM request timed out.");
        }
    }

    /// <summary>Asks again for as long as nobody answers, which is what a provider that is being replaced looks like.</summary>
    private async Task<HttpResponseMessage> SendAsync(GatewayModel model, JsonObject question, CancellationToken cancellationToken)
    {
        for (var delay = TimeSpan.FromMilliseconds(250); ; delay = delay < TimeSpan.FromSeconds(4) ? delay * 2 : delay)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, model.Uri)
                {
                    Content = new StringContent(question.ToJsonString(), Encoding.UTF8, "application/json"),
                };
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + model.Key);
                var response = await http.SendAsync(request, cancellationToken);
                if (!response.Headers.Contains(ClusterProxy.ErrorHeader))
                    return response;
                log($"[provider] {model}: {response.Headers.GetValues(ClusterProxy.ErrorHeader).First()}");
                response.Dispose();
            }
            catch (HttpRequestException exception)
            {
                log($"[provider] {model}: {exception.Message}");
            }

            await Task.Delay(delay, cancellationToken);
        }
    }

    private async Task WriteProviderErrorAsync(HttpContext context, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(context.RequestAborted);
        JsonNode? error = null;
        try
        {
            error = JsonNode.Parse(text).At("error");
        }
        catch (JsonException)
        {
        }

        var message = error.Text("message") ?? $"the provider answered {(int)response.StatusCode}";
        log($"[provider] {(int)response.StatusCode} {message}");
        var refused = response.StatusCode == HttpStatusCode.Unauthorized
            || (response.StatusCode == HttpStatusCode.BadRequest && error.Text("type") == "no_db_connection");
        await (refused
            ? WriteErrorAsync(context, 401, "authentication_error", message)
            : WriteErrorAsync(context, response.StatusCode == HttpStatusCode.TooManyRequests ? 429 : 500, "api_error", message));
    }

    private async Task WriteAnswerAsync(HttpContext context, HttpResponseMessage response, string? model, JsonArray messages)
    {
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var answer = await JsonNode.ParseAsync(body, cancellationToken: context.RequestAborted);
        var text = (answer.At("choices") as JsonArray)?.FirstOrDefault().Text("message", "content") ?? "";
        history.Add(messages[^1], text);
        await context.WriteJsonAsync(200, new JsonObject
        {
            ["id"] = NewId(),
            ["object"] = "chat.completion",
            ["created"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ["model"] = model ?? "openclaw/default",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject
                {
                    ["role"] = "assistant",
                    ["content"] = text,
                },
                ["finish_reason"] = "stop",
            }),
            ["usage"] = answer.At("usage")?.DeepClone(),
        });
    }

    private static async Task CopyStreamAsync(HttpContext context, HttpResponseMessage response, string? model)
    {
        context.Response.ContentType = "text/event-stream";
        var id = NewId();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(context.RequestAborted));
        while (await reader.ReadLineAsync(context.RequestAborted) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            if (line != "data: [DONE]" && JsonNode.Parse(line[6..]) is JsonObject chunk)
            {
                chunk["id"] = id;
                chunk["model"] = model ?? "openclaw/default";
                line = "data: " + chunk.ToJsonString();
            }

            await context.Response.WriteAsync(line + "\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static string NewId() => $"chatcmpl_{Guid.NewGuid()}";

    private static Task WriteErrorAsync(HttpContext context, int status, string type, string message) => context.WriteJsonAsync(
        status, new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = type } });
}
