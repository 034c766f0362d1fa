using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Pods.Programs.Relay;

/// <summary>Answers chat requests, with LiteLLM's errors.</summary>
internal sealed class RelayChat(RelayConfig config, RelayRouter router)
{
    /// <summary>Lets a request through that carries the master key. LiteLLM without a database answers 400 to any other key.</summary>
    public Task RequireKeyAsync(HttpContext context, Func<Task> next)
    {
        if (config.MasterKey is not { } masterKey || JsonResponse.IsSameSecret(context.BearerToken(), masterKey))
            return next();
        return context.BearerToken() is null
            ? WriteErrorAsync(context, 401, "auth_error", "Authentication Error, No api key passed in.")
            : WriteErrorAsync(context, 400, "no_db_connection", "No connected db. (no_db_connection: the key is not the master key)");
    }

    public async Task CompleteAsync(HttpContext context)
    {
        var body = await context.ReadJsonAsync();
        var model = body.Text("model");
        if (body is null || model is null || !config.Of(model).Any())
        {
            await WriteErrorAsync(
                context,
                400,
                "invalid_request_error",
                $"/chat/completions: Invalid model name passed in model={model}. Call `/v1/models` to view available models for your key.");
            return;
        }

        try
        {
            using var response = await router.SendAsync(model, body, context.RequestAborted);
            if (response.Headers.TryGetValues(RelayRouter.EndpointHeader, out var ids))
                context.Response.Headers[RelayRouter.EndpointHeader] = ids.ToArray();
            if (response.IsSuccessStatusCode)
                await CopyAsync(response, context);
            else
                await WriteUpstreamErrorAsync(context, response);
        }
        catch (HttpRequestException exception)
        {
            await WriteErrorAsync(context, 500, "api_error", $"litellm.APIConnectionError: AzureException - {exception.Message}");
        }
    }

    /// <summary>Hands the answer on as it comes, so that a stream stays one.</summary>
    private static async Task CopyAsync(HttpResponseMessage response, HttpContext context)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await using var stream = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task WriteUpstreamErrorAsync(HttpContext context, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(context.RequestAborted);
        string? message = null;
        var filtered = false;
        try
        {
            var error = JsonNode.Parse(text);
            message = error.Text("error", "message");
            filtered = error.Text("error", "code") == "content_filter";
        }
        catch (JsonException)
        {
        }

        var status = (int)response.StatusCode;
        var name = status switch
        {
            401 => "AuthenticationError",
            403 => "PermissionDeniedError",
            404 => "NotFoundError",
            408 => "Timeout",
            429 => "RateLimitError",
            400 when filtered => "ContentPolicyViolationError",
            < 500 => "BadRequestError",
            _ => "InternalServerError",
        };
        await WriteErrorAsync(context, status, null, $"litellm.{name}: AzureException {name} - {message ?? "no detail"}");
    }

    private static Task WriteErrorAsync(HttpContext context, int status, string? type, string message) => context.WriteJsonAsync(
        status,
        new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["message"] = message,
                ["type"] = type,
                ["param"] = null,
                ["code"] = status.ToString(CultureInfo.InvariantCulture),
            },
        });
}
