using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>What the gateway takes from its configuration.</summary>
internal sealed record GatewayConfig(
    int Port, bool LoopbackOnly, string Token, bool ChatEnabled, bool ControlUiEnabled, IReadOnlyList<string> AllowedOrigins, JsonObject Root)
{
    private const int DefaultPort = 18789;

    // The top level of OpenClaw's schema, as its configuration reference lists it.
    private static readonly HashSet<string> KnownKeys =
    [
        "$schema", "acp", "agents", "approvals", "audio", "auth", "bindings", "broadcast", "browser", "canvasHost", "channels", "cli",
        "commands", "cron", "diagnostics", "discovery", "env", "gateway", "hooks", "logging", "mcp", "media", "memory", "messages", "meta",
        "models", "nodeHost", "plugins", "secrets", "session", "skills", "talk", "tools", "ui", "update", "web", "wizard",
    ];

    private static readonly HashSet<string> KnownControlUiKeys =
    [
        "enabled", "allowedOrigins", "basePath", "root", "dangerouslyAllowHostHeaderOriginFallback", "dangerouslyDisableDeviceAuth",
    ];

    /// <summary>Reads and checks a configuration.</summary>
    /// <exception cref="FormatException">It is not valid; the message lists what is wrong.</exception>
    public static GatewayConfig Parse(string json, IReadOnlyDictionary<string, string> environment)
    {
        JsonObject root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })
                as JsonObject ?? throw new FormatException("Invalid config: not an object");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"Invalid config: {exception.Message}", exception);
        }

        var problems = Problems(root).ToList();
        if (problems.Count > 0)
            throw new FormatException("Invalid config:\n" + string.Join('\n', problems.Select(static problem => "- " + problem)));
        if (root.Text("gateway", "mode") is null)
            throw new FormatException("Gateway start blocked: set gateway.mode=local (current: unset) or pass --allow-unconfigured.");

        var gateway = root["gateway"];
        var token = ResolveSecret(gateway.At("auth", "token"), environment) ?? environment.GetValueOrDefault("OPENCLAW_GATEWAY_TOKEN");
        if (string.IsNullOrEmpty(token))
            throw new FormatException("Gateway auth is set to token, but no token is configured (set gateway.auth.token or OPENCLAW_GATEWAY_TOKEN).");
        return new(
            gateway.Number("port") ?? DefaultPort,
            gateway.Text("bind") is null or "loopback" or "auto",
            token,
            gateway.Flag("http", "endpoints", "chatCompletions", "enabled"),
            gateway.At("controlUi", "enabled") is null || gateway.Flag("controlUi", "enabled"),
            gateway.Texts("controlUi", "allowedOrigins"),
            root);
    }

    /// <summary>A text, or a reference <c>{source: "env", id}</c> to the environment; null when it is not set.</summary>
    public static string? ResolveSecret(JsonNode? value, IReadOnlyDictionary<string, string> environment) => value switch
    {
        JsonObject reference when reference.Text("source") == "env" => environment.GetValueOrDefault(reference.Text("id") ?? ""),
        JsonValue text => text.ToString() is ['$', '{', .., '}'] variable ? environment.GetValueOrDefault(variable[2..^1]) : text.ToString(),
        _ => null,
    };

    /// <summary>Finds the model a chat goes to, or null with the reason.</summary>
    public GatewayModel? FindModel(string? requested, IReadOnlyDictionary<string, string> environment, out string? problem)
    {
        // Parsed nodes are built when they are first read, which two requests must not do at once.
        lock (Root)
            return Find(requested, environment, out problem);
    }

    private GatewayModel? Find(string? requested, IReadOnlyDictionary<string, string> environment, out string? problem)
    {
        var agent = requested is null ? "default" : requested.StartsWith("openclaw", StringComparison.Ordinal) ? requested["openclaw".Length..].TrimStart('/', ':') : null;
        if (agent is null || !(agent is "" or "default" or "main" || Root.At("agents", "entries", agent) is not null))
        {
            problem = $"unknown model \"{requested}\": use \"openclaw/default\" or \"openclaw/<agent>\"";
            return null;
        }

        var primary = Root.Text("agents", "entries", agent, "model", "primary") ?? Root.Text("agents", "defaults", "model", "primary")
            ?? Root.Text("agents", "defaults", "model");
        var slash = primary?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        var provider = slash > 0 ? Root.At("models", "providers", primary![..slash]) : null;
        var id = slash > 0 ? primary![(slash + 1)..] : null;
        if (provider.Text("baseUrl") is not { } baseUrl || !provider.Objects("models").Any(model => model.Text("id") == id))
        {
            problem = $"Unknown model: {primary ?? "none is configured"}";
            return null;
        }

        problem = null;
        return new GatewayModel(new Uri(baseUrl.TrimEnd('/') + "/chat/completions"), id!, ResolveSecret(provider.At("apiKey"), environment) ?? "");
    }

    private static IEnumerable<string> Problems(JsonObject root)
    {
        var unknown = root.Select(static pair => pair.Key).Where(static key => !KnownKeys.Contains(key)).ToList();
        if (unknown.Count > 0)
            yield return $"<root>: Unrecognized key(s): {string.Join(", ", unknown.Select(static key => $"\"{key}\""))}";
        foreach (var (key, _) in root.At("gateway", "controlUi") as JsonObject ?? [])
        {
            if (!KnownControlUiKeys.Contains(key))
                yield return $"gateway.controlUi: Unrecognized key: \"{key}\"";
        }

        if (root.At("gateway", "token") is not null)
            yield return "gateway: Unrecognized key: \"token\" (it is gateway.auth.token)";
        if (root.At("agents", "default") is not null)
            yield return "agents: Unrecognized key: \"default\" (it is agents.defaults)";
    }
}

/// <summary>Where a chat goes.</summary>
/// <param name="Uri">The provider's chat endpoint.</param>
/// <param name="Id">The provider's name of the model.</param>
/// <param name="Key">The provider's key.</param>
internal sealed record GatewayModel(Uri Uri, string Id, string Key)
{
    /// <summary>The model without its key.</summary>
    public override string ToString() => $"{Id} at {Uri}";
}
