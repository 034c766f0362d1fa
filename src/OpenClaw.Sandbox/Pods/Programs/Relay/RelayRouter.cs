using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Sandbox.Pods.Programs.Relay;

/// <summary>Sends a chat to one of a model's endpoints by weight, and to another one when that is busy, broken or not to be reached.</summary>
internal sealed class RelayRouter(RelayConfig config, HttpMessageInvoker http, Action<string> log)
{
    /// <summary>On an answer: the id of the endpoint it came from, as LiteLLM has it.</summary>
    public const string EndpointHeader = "x-litellm-model-id";

    /// <summary>The first answer that is no reason to try another endpoint, or the last one; the caller disposes of it.</summary>
    /// <exception cref="HttpRequestException">No endpoint could be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(string model, JsonObject body, CancellationToken cancellationToken)
    {
        var left = config.Of(model).ToList();
        for (var attempt = 0; ; attempt++)
        {
            var endpoint = Pick(left);
            if (left.Count > 1)
                left.Remove(endpoint);
            var last = attempt >= config.Retries;
            try
            {
                var response = await SendAsync(endpoint, body, cancellationToken);
                log($"{(int)response.StatusCode} from {endpoint}");
                response.Headers.TryAddWithoutValidation(EndpointHeader, endpoint.Id);
                if (last || !IsWorthAnother(response.StatusCode))
                    return response;
                response.Dispose();
            }
            catch (HttpRequestException exception)
            {
                log($"{endpoint}: {exception.Message}");
                if (last)
                    throw;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), cancellationToken);
        }
    }

    private static bool IsWorthAnother(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    private static RelayEndpoint Pick(List<RelayEndpoint> endpoints)
    {
        var point = Random.Shared.NextDouble() * endpoints.Sum(static endpoint => endpoint.Weight);
        foreach (var endpoint in endpoints)
        {
            point -= endpoint.Weight;
            if (point < 0)
                return endpoint;
        }

        return endpoints[^1];
    }

    private async Task<HttpResponseMessage> SendAsync(RelayEndpoint endpoint, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.ChatUri)
        {
            Content = new StringContent(For(endpoint, body).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("api-key", endpoint.ApiKey);
        return await http.SendAsync(request, cancellationToken);
    }

    private JsonObject For(RelayEndpoint endpoint, JsonObject body)
    {
        var copy = (JsonObject)body.DeepClone();
        copy["model"] = endpoint.Deployment;
        if (!endpoint.IsReasoning)
            return copy;

        if (copy["max_tokens"] is { } limit)
        {
            copy["max_completion_tokens"] ??= limit.DeepClone();
            copy.Remove("max_tokens");
        }

        if (config.DropParameters && copy["temperature"] is not null && copy.At("temperature")?.ToString() != "1")
            copy.Remove("temperature");
        return copy;
    }
}
