namespace OpenClaw.Sandbox.Pods.Programs.Relay;

/// <summary>One Azure OpenAI deployment that serves a model.</summary>
/// <param name="Id">Its <c>model_info.id</c>: the name by which callers ask for this endpoint and no other.</param>
/// <param name="ModelName">The name callers use.</param>
/// <param name="Deployment">The Azure deployment.</param>
/// <param name="ApiBase">Root of the resource, without a slash at the end.</param>
/// <param name="ApiKey">Its key.</param>
/// <param name="ApiVersion">A date, or <c>v1</c>, <c>preview</c> or <c>latest</c> for the v1 API.</param>
/// <param name="Weight">Share of the requests it gets.</param>
/// <param name="IsReasoning">Takes max_completion_tokens, and no temperature but 1.</param>
internal sealed record RelayEndpoint(
    string Id, string ModelName, string Deployment, string ApiBase, string ApiKey, string ApiVersion, double Weight, bool IsReasoning)
{
    /// <summary>Whether the v1 API is meant, where the deployment is the body's model and not in the URL.</summary>
    public bool IsV1 => ApiVersion is "v1" or "preview" or "latest";

    /// <summary>Where to post chat completions.</summary>
    public Uri ChatUri => new(IsV1
        ? $"{ApiBase}/openai/v1/chat/completions{(ApiVersion == "preview" ? "?api-version=preview" : "")}"
        : $"{ApiBase}/openai/deployments/{Uri.EscapeDataString(Deployment)}/chat/completions?api-version={Uri.EscapeDataString(ApiVersion)}");

    /// <summary>The endpoint without its key.</summary>
    public override string ToString() => $"{Deployment} at {ApiBase}";
}
