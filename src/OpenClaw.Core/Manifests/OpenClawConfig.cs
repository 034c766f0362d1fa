using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Manifests;

/// <summary>The part of openclaw.json that we declare; the merge script keeps the rest the user's.</summary>
internal static class OpenClawConfig
{
    public const string FileName = "openclaw-config.json";
    public const string TokenVariable = "OPENCLAW_GATEWAY_TOKEN";
    public const string ProxyKeyVariable = "LITELLM_API_KEY";

    /// <summary>The provider's name; models are called <c>litellm/name</c>.</summary>
    public const string Provider = "litellm";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Build(InstallOptions options, InstanceNames names)
    {
        var config = new JsonObject
        {
            ["gateway"] = new JsonObject
            {
                ["mode"] = "local",
                ["bind"] = "loopback",
                ["port"] = OpenClawPod.Port,
                ["auth"] = new JsonObject
                {
                    ["mode"] = "token",
                    ["token"] = FromEnvironment(TokenVariable),
                    ["rateLimit"] = new JsonObject { ["maxAttempts"] = 10, ["windowMs"] = 60_000, ["lockoutMs"] = 300_000 },
                },
                ["controlUi"] = new JsonObject
                {
                    ["enabled"] = true,
                    ["allowedOrigins"] = new JsonArray($"http://127.0.0.1:{OpenClawPod.Port}", $"http://localhost:{OpenClawPod.Port}"),
                },
                // On by default, and it is a shell in the pod.
                ["terminal"] = new JsonObject { ["enabled"] = false },
                ["http"] = new JsonObject
                {
                    ["endpoints"] = new JsonObject { ["chatCompletions"] = new JsonObject { ["enabled"] = true } },
                },
            },
            ["agents"] = new JsonObject
            {
                ["defaults"] = new JsonObject
                {
                    ["model"] = new JsonObject { ["primary"] = $"{Provider}/{options.ModelName}" },
                    // By default a paid model turn every 30 minutes
                    ["heartbeat"] = new JsonObject { ["every"] = "0m" },
                },
                ["entries"] = new JsonObject { ["main"] = new JsonObject() },
            },
            ["models"] = new JsonObject
            {
                ["mode"] = "replace",
                ["providers"] = new JsonObject
                {
                    [Provider] = new JsonObject
                    {
                        ["baseUrl"] = $"http://{names.LiteLLMService}.{names.Namespace}.svc.cluster.local:{LiteLLMPod.Port}/v1",
                        ["apiKey"] = FromEnvironment(ProxyKeyVariable),
                        ["api"] = "openai-completions",
                        ["models"] = new JsonArray(new JsonObject
                        {
                            ["id"] = options.ModelName,
                            ["name"] = $"Azure OpenAI {options.ModelName}",
                            ["reasoning"] = false,
                            ["input"] = new JsonArray("text", "image"),
                            ["contextWindow"] = options.ContextWindow,
                            ["maxTokens"] = options.MaxTokens,
                        }),
                    },
                },
            },
            ["update"] = new JsonObject { ["checkOnStart"] = false },
        };
        ChannelConfig.AddTo(config, options);
        return config.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>The model's name in a config made by <see cref="Build"/>, or null.</summary>
    public static string? ModelOf(string config)
    {
        try
        {
            return JsonNode.Parse(config)?["agents"]?["defaults"]?["model"]?["primary"] is JsonValue value
                && value.TryGetValue(out string? model) && model.StartsWith($"{Provider}/", StringComparison.Ordinal)
                    ? model[(Provider.Length + 1)..] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A reference to a variable of the pod.</summary>
    public static JsonObject FromEnvironment(string variable) =>
        new() { ["source"] = "env", ["provider"] = "default", ["id"] = variable };
}
