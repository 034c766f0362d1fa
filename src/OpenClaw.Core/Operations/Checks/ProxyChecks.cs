using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>
/// Whether LiteLLM is well, and each Azure OpenAI endpoint as LiteLLM sees it from inside the cluster: it is asked through its own port in
/// its pod, so that what is between it and OpenClaw does not matter here.
/// </summary>
internal sealed class ProxyChecks(IKubernetesClient client, InstanceNames names, InstalledState? state, PodChecks pods)
{
    // Reasoning models think before they answer, and are cut off with an error when they may not.
    private const int MaxTokens = 512;

    // On each answer of LiteLLM: the model_info.id of the endpoint that gave it.
    private const string EndpointHeader = "x-litellm-model-id";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private Dictionary<string, string>? _secrets;

    /// <summary>The endpoints to test; none where it is not known what was installed.</summary>
    public IReadOnlyList<OpenClawModelEndpoint> Endpoints => state?.Config.Endpoints ?? [];

    /// <summary>Checks LiteLLM itself: that it answers, knows its key and serves the model.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> HealthAsync(CancellationToken cancellationToken)
    {
        using var http = Connect();
        using var readiness = await http.GetAsync(new Uri("health/readiness", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        if (!readiness.IsSuccessStatusCode)
            return CheckOutcome.Failed(MessageText.Format(CheckMessages.LiteLLMUnready, (int)readiness.StatusCode), CheckMessages.LiteLLMRemedy);
        using var request = await RequestAsync(HttpMethod.Get, "v1/models", null, cancellationToken).ConfigureAwait(false);
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            return CheckOutcome.Failed(MessageText.Format(CheckMessages.LiteLLMKey, (int)response.StatusCode), CheckMessages.LiteLLMKeyRemedy);
        var models = (await ReadAsync(response, cancellationToken).ConfigureAwait(false)).Children("data").Select(m => m.Text("id")).ToList();
        return state is not null && !models.Contains(state.Options.ModelName)
            ? CheckOutcome.Failed(
                MessageText.Format(CheckMessages.LiteLLMModel, state.Options.ModelName, string.Join(", ", models)), CheckMessages.LiteLLMRemedy)
            : CheckOutcome.Passed(MessageText.Format(CheckMessages.LiteLLMPassed, string.Join(", ", models)));
    }

    /// <summary>Asks one endpoint something short. LiteLLM takes an endpoint's id in place of the model's name.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> EndpointAsync(OpenClawModelEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Name == state!.Options.ModelName && Endpoints.Count > 1)
            return CheckOutcome.Skipped(MessageText.Format(CheckMessages.EndpointAmbiguous, endpoint.Name));
        using var http = Connect();
        using var request = await RequestAsync(HttpMethod.Post, "v1/chat/completions", new()
        {
            ["model"] = endpoint.Name,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Reply with ok" }),
            ["max_tokens"] = MaxTokens,
        }, cancellationToken).ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        if (response.Headers.TryGetValues(EndpointHeader, out var ids) && ids.First() is var id && id != endpoint.Name)
            return CheckOutcome.Skipped(MessageText.Format(CheckMessages.EndpointOther, endpoint.Name, id));
        var verdict = EndpointVerdict.Of((int)response.StatusCode, body, endpoint, state.Config, watch.Elapsed);
        return verdict with { Detail = new SecretMask(_secrets!.Values).Apply(verdict.Detail) };
    }

    private HttpClient Connect() =>
        PodHttp.Create(client, names.Namespace, pods.ReadyPod(OpenClawProgram.LiteLLM)!, LiteLLMPod.Port, Limit);

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        _secrets ??= InstanceSecrets.Decode(
            state?.StoredSecret
            ?? await client.GetAsync(new(ResourceKind.Secret, names.Namespace, names.Secret), cancellationToken).ConfigureAwait(false));
        return new(method, new Uri(path, UriKind.Relative))
        {
            Content = body is null ? null : JsonContent.Create(body),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _secrets.GetValueOrDefault(InstanceSecrets.MasterKey) ?? "") },
        };
    }

    private static async Task<JsonObject?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
