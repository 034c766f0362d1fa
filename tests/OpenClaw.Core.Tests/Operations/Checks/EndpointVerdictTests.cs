using System.Text.Json.Nodes;
using OpenClaw.Operations.Checks;

namespace OpenClaw.Tests.Operations.Checks;

/// <summary>What is made of LiteLLM's answers. The messages are in the forms LiteLLM gives to Azure OpenAI's own.</summary>
public sealed class EndpointVerdictTests
{
    private static readonly OpenClawModelEndpoint Endpoint =
        new() { Name = "east", Endpoint = new("https://east.openai.azure.com/"), Key = "the-key-of-the-resource" };

    private static readonly OpenClawModelConfig Config =
        new() { Path = "azure-openai.json", ApiVersion = "2025-01-01", DeploymentName = "my-gpt", Endpoints = [Endpoint] };

    [Theory]
    [InlineData(401, "litellm.AuthenticationError: AzureException AuthenticationError - Access denied due to invalid subscription key or wrong API endpoint.", "refuses the key", "Keys and Endpoint")]
    [InlineData(404, "litellm.NotFoundError: AzureException NotFoundError - The API deployment for this resource does not exist.", "no deployment 'my-gpt'", "deploymentName")]
    [InlineData(404, "litellm.NotFoundError: AzureException NotFoundError - Resource not found", "API version '2025-01-01'", "apiVersion")]
    [InlineData(400, "litellm.BadRequestError: AzureException BadRequestError - API version not supported", "does not know the API version", "apiVersion")]
    [InlineData(429, "litellm.RateLimitError: AzureException RateLimitError - Requests to the ChatCompletions_Create Operation have exceeded token rate limit of your current OpenAI S0 pricing tier.", "quota of 'my-gpt'", "tokens per minute")]
    [InlineData(429, "litellm.RateLimitError: AzureException RateLimitError - You exceeded your current quota (insufficient_quota)", "quota of the subscription", "budget")]
    [InlineData(400, "litellm.ContentPolicyViolationError: AzureException - The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", "filtered a harmless question", "content filter")]
    [InlineData(403, "litellm.PermissionDeniedError: AzureException PermissionDeniedError - Access denied due to Virtual Network/Firewall rules.", "refuses requests from this cluster", "Networking")]
    [InlineData(400, "litellm.BadRequestError: AzureException BadRequestError - The chatCompletion operation does not work with the specified model, embed.", "does not accept the request", "chat model")]
    [InlineData(500, "litellm.APIConnectionError: AzureException - [Errno -2] Name or service not known", "cannot be resolved", "spelling")]
    [InlineData(500, "litellm.InternalServerError: AzureException APIConnectionError - Connection error.", "cannot be reached", "port 443")]
    [InlineData(408, "litellm.Timeout: APITimeoutError - Request timed out.", "did not answer in time", "port 443")]
    [InlineData(503, "litellm.ServiceUnavailableError: AzureException - The service is temporarily unable to process your request.", "fails", "status page")]
    public void Each_failure_has_its_own_words_and_remedy(int status, string message, string detail, string remedy)
    {
        var outcome = EndpointVerdict.Of(status, Error(message), Endpoint, Config, TimeSpan.FromSeconds(1));
        Assert.Equal(OpenClawTestStatus.Failed, outcome.Status);
        Assert.Contains(detail, outcome.Detail, StringComparison.Ordinal);
        Assert.Contains("east.openai.azure.com", outcome.Detail, StringComparison.Ordinal);
        // Azure's own words come along, for whoever wants to look them up.
        Assert.Contains(message[..40], outcome.Detail, StringComparison.Ordinal);
        Assert.Contains(remedy, outcome.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_passes_with_its_latency_and_tokens()
    {
        var answer = JsonNode.Parse("""{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}],"usage":{"total_tokens":23}}""")!.AsObject();
        var outcome = EndpointVerdict.Of(200, answer, Endpoint, Config, TimeSpan.FromSeconds(1.5));
        Assert.Equal(OpenClawTestStatus.Passed, outcome.Status);
        Assert.Contains("23", outcome.Detail, StringComparison.Ordinal);
        Assert.Null(outcome.Remedy);
    }

    [Fact]
    public void A_model_that_thought_for_too_long_has_been_reached() => Assert.Equal(
        OpenClawTestStatus.Passed,
        EndpointVerdict.Of(400, Error("Could not finish the message because max_tokens or model output limit was reached."), Endpoint, Config, default).Status);

    [Fact]
    public void An_answer_that_was_filtered_on_its_way_back_is_told_from_a_good_one()
    {
        var answer = JsonNode.Parse("""{"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]}""")!.AsObject();
        Assert.Equal(OpenClawTestStatus.Failed, EndpointVerdict.Of(200, answer, Endpoint, Config, default).Status);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(502, null)]
    public void What_is_no_answer_of_a_model_fails(int status, string? body) =>
        Assert.Equal(OpenClawTestStatus.Failed, EndpointVerdict.Of(status, body is null ? null : JsonNode.Parse(body)!.AsObject(), Endpoint, Config, default).Status);

    private static JsonObject Error(string message) =>
        new() { ["error"] = new JsonObject { ["message"] = message, ["type"] = null, ["param"] = null, ["code"] = "x" } };
}
