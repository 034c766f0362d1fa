using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Operations.Revisions;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>Whether the gateway answers, lets in whom it should, reaches LiteLLM, and has its chats answered.</summary>
internal sealed class GatewayChecks(IKubernetesClient client, InstanceNames names, InstalledState? state, PodChecks pods)
{
    // Asked with the gateway's own key, which never becomes an argument: arguments can be read by every process of the pod.
    private const string AskProxy =
        """printf 'header = "Authorization: Bearer %s"\n' "$LITELLM_API_KEY" | curl -sS -m 15 -o /dev/null -w '%{http_code}' -K - "$0" """;

    private const int CurlMissing = 127;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ChatLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BrowsersSince = TimeSpan.FromMinutes(15);

    private string Pod => pods.ReadyPod(OpenClawProgram.OpenClaw)!;

    private string ProxyUrl => $"http://{names.LiteLLMService}.{names.Namespace}.svc.cluster.local:{LiteLLMPod.Port}/v1/models";

    /// <summary>Whether it answers through the API server, as a tunnel's connections do.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> HealthAsync(CancellationToken cancellationToken)
    {
        using var http = Connect(Limit);
        var watch = Stopwatch.StartNew();
        using var response = await http.GetAsync(new Uri("healthz", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? CheckOutcome.Passed(MessageText.Format(CheckMessages.GatewayPassed, watch.ElapsedMilliseconds))
            : CheckOutcome.Failed(MessageText.Format(CheckMessages.GatewayUnhealthy, (int)response.StatusCode), CheckMessages.GatewayRemedy);
    }

    /// <summary>
    /// Whether it knows the token that is stored, and refuses whoever has none. A chat without a message is refused before it costs
    /// anything, but only after the token was looked at.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> AuthAsync(CancellationToken cancellationToken)
    {
        using var http = Connect(Limit);
        var (with, error) = await EmptyChatAsync(http, await TokenAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var (without, _) = await EmptyChatAsync(http, null, cancellationToken).ConfigureAwait(false);
        return (with, without) switch
        {
            (401, _) => CheckOutcome.Failed(CheckMessages.AuthToken, CheckMessages.AuthTokenRemedy),
            (403, _) => CheckOutcome.Failed(MessageText.Format(CheckMessages.AuthForbidden, error), CheckMessages.AuthForbiddenRemedy),
            (404, _) => CheckOutcome.Failed(CheckMessages.AuthNotEnabled, CheckMessages.AuthNotEnabledRemedy),
            (429, _) => CheckOutcome.Failed(CheckMessages.AuthLocked, CheckMessages.AuthLockedRemedy),
            (400, 401 or 403) => CheckOutcome.Passed(CheckMessages.AuthPassed),
            (400, _) => CheckOutcome.Failed(MessageText.Format(CheckMessages.AuthOpen, without), CheckMessages.AuthOpenRemedy),
            _ => CheckOutcome.Warning(MessageText.Format(CheckMessages.AuthUnexpected, with, error), CheckMessages.GatewayRemedy),
        };
    }

    /// <summary>Whether it has refused browsers lately, and why.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> BrowsersAsync(CancellationToken cancellationToken)
    {
        var options = new LogOptions(OpenClawPod.ContainerName, TailLines: 5000, Since: BrowsersSince);
        var refusals = new Dictionary<GatewayRefusal, int>();
        await foreach (var line in client.ReadLogAsync(names.Namespace, Pod, options, cancellationToken).ConfigureAwait(false))
            if (GatewayRefusal.Find(line) is { } refusal)
                refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
        if (refusals.Count == 0)
            return CheckOutcome.Passed(MessageText.Format(CheckMessages.BrowsersPassed, BrowsersSince.TotalMinutes));
        return CheckOutcome.Warning(
            MessageText.Format(CheckMessages.BrowsersRefused, BrowsersSince.TotalMinutes, string.Join(", ", refusals.Select(r => $"{r.Key.Name} ({r.Value})"))),
            string.Join(" ", refusals.Keys.Select(r => r.Remedy).Distinct()));
    }

    /// <summary>Whether it reaches LiteLLM by name and Service with the key it has.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> ProxyAsync(CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var command = new ExecCommand(OpenClawPod.ContainerName, "sh", "-c", AskProxy, ProxyUrl) { Output = output, Error = error };
        int exit;
        try
        {
            exit = await client.ExecAsync(names.Namespace, Pod, command, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Kind == ErrorKind.PermissionDenied)
        {
            return CheckOutcome.Skipped(e.Message);
        }
        var (code, said) = (Encoding.UTF8.GetString(output.ToArray()).Trim(), Encoding.UTF8.GetString(error.ToArray()).Trim());
        return (exit, code) switch
        {
            (0, "200") => CheckOutcome.Passed(MessageText.Format(CheckMessages.ProxyPassed, names.LiteLLMService)),
            (0, "400" or "401") => CheckOutcome.Failed(MessageText.Format(CheckMessages.ProxyKey, code), CheckMessages.ProxyKeyRemedy),
            (0, _) => CheckOutcome.Failed(MessageText.Format(CheckMessages.ProxyStatus, code), CheckMessages.LiteLLMRemedy),
            (CurlMissing, _) => CheckOutcome.Skipped(CheckMessages.ProxyNoCurl),
            (6, _) => CheckOutcome.Failed(MessageText.Format(CheckMessages.ProxyName, names.LiteLLMService, said), CheckMessages.ProxyNameRemedy),
            (7 or 28, _) => CheckOutcome.Failed(MessageText.Format(CheckMessages.ProxyUnreachable, names.LiteLLMService, said), CheckMessages.GatewayToLiteLLMRemedy),
            _ => CheckOutcome.Failed(MessageText.Format(CheckMessages.ProxyFailed, exit, said), CheckMessages.GatewayToLiteLLMRemedy),
        };
    }

    /// <summary>Has a nonce come back through the whole chain.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckOutcome> ChatAsync(CancellationToken cancellationToken)
    {
        var nonce = $"nonce-{Guid.NewGuid():N}";
        using var http = Connect(ChatLimit);
        var watch = Stopwatch.StartNew();
        var answer = await ChatOperation.AskAsync(
            http, http.BaseAddress!, await TokenAsync(cancellationToken).ConfigureAwait(false), $"Reply with {nonce}", cancellationToken).ConfigureAwait(false);
        var tokens = answer.PromptTokens is { } prompt
            ? MessageText.Format(CheckMessages.ChatTokens, prompt, answer.CompletionTokens ?? 0)
            : CheckMessages.ChatTokensUnknown;
        return answer.Text.Contains(nonce, StringComparison.Ordinal)
            ? CheckOutcome.Passed(MessageText.Format(CheckMessages.ChatPassed, watch.Elapsed.TotalSeconds, tokens))
            : CheckOutcome.Warning(MessageText.Format(CheckMessages.ChatOther, watch.Elapsed.TotalSeconds, tokens), CheckMessages.ChatOtherRemedy);
    }

    private HttpClient Connect(TimeSpan limit) => PodHttp.Create(client, names.Namespace, Pod, OpenClawPod.Port, limit);

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        var secret = state?.StoredSecret
            ?? await client.GetAsync(new(ResourceKind.Secret, names.Namespace, names.Secret), cancellationToken).ConfigureAwait(false);
        return InstanceSecrets.Decode(secret).GetValueOrDefault(InstanceSecrets.GatewayToken) ?? "";
    }

    private static async Task<(int Status, string Error)> EmptyChatAsync(HttpClient http, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/chat/completions", UriKind.Relative))
        {
            Content = JsonContent.Create(new JsonObject { ["model"] = "openclaw/default", ["messages"] = new JsonArray() }),
        };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var error = (JsonNode.Parse(text) as JsonObject).Child("error");
            return ((int)response.StatusCode, error.Text("type") ?? error.Text("code") ?? error.Text("message") ?? "");
        }
        catch (JsonException)
        {
            return ((int)response.StatusCode, "");
        }
    }
}
