using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>
/// What LiteLLM's answer says about an Azure OpenAI endpoint. A pure function of the answer. LiteLLM keeps Azure's status code and puts
/// Azure's words behind the name of its own exception; what it could not reach has no status of Azure's.
/// </summary>
internal static class EndpointVerdict
{
    private const int LongestDetail = 300;

    private static readonly string[] Filtered = ["content_filter", "ContentPolicyViolation", "content management policy", "ResponsibleAIPolicyViolation"];
    private static readonly string[] Unreachable = ["APIConnectionError", "Connection error", "Cannot connect to host", "getaddrinfo", "Name or service not known"];
    private static readonly string[] Unresolved = ["getaddrinfo", "Name or service not known", "nodename nor servname", "No such host"];

    /// <summary>Judges an answer.</summary>
    /// <param name="status">Its status code.</param>
    /// <param name="body">Its body, or null when that is no JSON.</param>
    /// <param name="endpoint">The endpoint that was asked.</param>
    /// <param name="config">What it was asked with.</param>
    /// <param name="elapsed">How long it took.</param>
    public static CheckOutcome Of(int status, JsonObject? body, OpenClawModelEndpoint endpoint, OpenClawModelConfig config, TimeSpan elapsed)
    {
        var error = body.Child("error");
        var message = error.Text("message") ?? "";
        var host = endpoint.Endpoint.Host;
        CheckOutcome Broken(string sentence, string remedy, params object[] args) =>
            CheckOutcome.Failed(MessageText.Format(sentence, [host, .. args]) + Said(status, message), MessageText.Format(remedy, [host, .. args]));

        if (status is >= 200 and < 300)
            return Answered(body, host, elapsed);
        if (Has(message, "max_tokens or model output limit"))
            return CheckOutcome.Passed(MessageText.Format(CheckMessages.EndpointPassed, host, elapsed.TotalSeconds, "?"));
        if (Has(message + error.Text("code") + error.Text("type"), Filtered))
            return Broken(CheckMessages.EndpointFilter, CheckMessages.EndpointFilterRemedy, config.DeploymentName);
        return status switch
        {
            400 when Has(message, "Invalid model name") => CheckOutcome.Skipped(MessageText.Format(CheckMessages.EndpointUnknown, endpoint.Name)),
            400 or 404 when Has(message, "api version", "api-version", "apiversion") =>
                Broken(CheckMessages.EndpointVersion, CheckMessages.EndpointVersionRemedy, config.ApiVersion),
            400 or 422 => Broken(CheckMessages.EndpointRequest, CheckMessages.EndpointRequestRemedy, config.DeploymentName),
            401 => Broken(CheckMessages.EndpointKey, CheckMessages.EndpointKeyRemedy),
            403 => Broken(CheckMessages.EndpointForbidden, CheckMessages.EndpointForbiddenRemedy),
            404 when Has(message, "deployment") => Broken(CheckMessages.EndpointDeployment, CheckMessages.EndpointDeploymentRemedy, config.DeploymentName),
            404 => Broken(CheckMessages.EndpointPath, CheckMessages.EndpointVersionRemedy, config.ApiVersion),
            429 when Has(message, "insufficient_quota", "exceeded your current quota") => Broken(CheckMessages.EndpointBilling, CheckMessages.EndpointBillingRemedy),
            429 => Broken(CheckMessages.EndpointQuota, CheckMessages.EndpointQuotaRemedy, config.DeploymentName),
            _ when Has(message, Unresolved) => Broken(CheckMessages.EndpointName, CheckMessages.EndpointNameRemedy),
            408 or 504 => Broken(CheckMessages.EndpointSilent, CheckMessages.EndpointNetworkRemedy),
            _ when Has(message, Unreachable) => Broken(CheckMessages.EndpointNetwork, CheckMessages.EndpointNetworkRemedy),
            _ => Broken(CheckMessages.EndpointFails, CheckMessages.EndpointFailsRemedy, status),
        };
    }

    private static CheckOutcome Answered(JsonObject? body, string host, TimeSpan elapsed)
    {
        var choice = body.Children("choices").FirstOrDefault();
        if (choice is null)
            return CheckOutcome.Failed(MessageText.Format(CheckMessages.EndpointNonsense, host), CheckMessages.EndpointRemedy);
        return choice.Text("finish_reason") == "content_filter"
            ? CheckOutcome.Failed(MessageText.Format(CheckMessages.EndpointFilter, host), MessageText.Format(CheckMessages.EndpointFilterRemedy, host, body.Text("model")))
            : CheckOutcome.Passed(MessageText.Format(
                CheckMessages.EndpointPassed, host, elapsed.TotalSeconds,
                body.Child("usage").Integer("total_tokens")?.ToString(CultureInfo.CurrentCulture) ?? "?"));
    }

    private static bool Has(string text, params string[] parts) => parts.Any(p => text.Contains(p, StringComparison.OrdinalIgnoreCase));

    // Azure's own words help with what no rule here knows.
    private static string Said(int status, string message)
    {
        message = message.ReplaceLineEndings(" ").Trim();
        return message.Length == 0
            ? " " + MessageText.Format(CheckMessages.EndpointStatus, status)
            : " " + MessageText.Format(CheckMessages.EndpointSaid, status, message.Length > LongestDetail ? message[..LongestDetail] + "…" : message);
    }
}
