using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Pods.Programs.Relay;

/// <summary>
/// Stands in for LiteLLM's proxy: the same configuration file, key check, health and chat endpoints, in front of Azure OpenAI's REST API
/// or the sandbox's own offline one.
/// </summary>
internal static class RelayProgram
{
    private const int DefaultPort = 4000;

    public static async Task<int> RunAsync(ContainerContext context)
    {
        RelayConfig config;
        try
        {
            config = RelayConfig.Parse(ReadConfig(context), context.Environment);
        }
        catch (Exception exception) when (exception is FormatException or IOException)
        {
            context.Log($"ERROR: {exception.Message}");
            return 1;
        }

        using var handler = TrustedHttp.NewHandler(context.Start.CertificateAuthorityPath);
        using var http = new HttpMessageInvoker(handler);
        var chat = new RelayChat(config, new RelayRouter(config, http, context.Log));
        await using var app = await LoopbackServer.StartAsync(app => Map(app, config, chat), cancellationToken: context.Stopping);
        var port = int.TryParse(Option(context, "--port") ?? context.Environment.GetValueOrDefault("PORT"), CultureInfo.InvariantCulture, out var set)
            ? set
            : DefaultPort;
        context.Log(string.Create(CultureInfo.InvariantCulture, $"INFO: Sandbox stand-in for LiteLLM on port {port}, models: {string.Join(", ", config.Models.Select(static model => model.ModelName).Distinct())}"));
        context.ReportListening(port, new IPEndPoint(IPAddress.Loopback, LoopbackServer.AddressOf(app).Port), loopbackOnly: false);
        await Task.Delay(Timeout.Infinite, context.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Log("INFO: Shutting down");
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    private static string ReadConfig(ContainerContext context)
    {
        var path = Option(context, "--config") ?? context.Environment.GetValueOrDefault("CONFIG_FILE_PATH")
            ?? throw new FormatException("no configuration: give --config or CONFIG_FILE_PATH");
        return context.Files.Find(path) is { } file && File.Exists(file)
            ? File.ReadAllText(file)
            : throw new FormatException($"Config file not found: {path}");
    }

    private static string? Option(ContainerContext context, string name)
    {
        var command = context.Start.Command;
        for (var index = 0; index < command.Count; index++)
        {
            if (command[index] == name)
                return command.ElementAtOrDefault(index + 1);
            if (command[index].StartsWith(name + "=", StringComparison.Ordinal))
                return command[index][(name.Length + 1)..];
        }

        return null;
    }

    private static void Map(WebApplication app, RelayConfig config, RelayChat chat)
    {
        app.MapGet("/health/liveliness", static context => context.WriteJsonAsync(200, "I'm alive!"));
        app.MapGet("/health/liveness", static context => context.WriteJsonAsync(200, "I'm alive!"));
        app.MapGet("/health/readiness", static context => context.WriteJsonAsync(
            200, new JsonObject { ["status"] = "healthy", ["db"] = "Not connected", ["litellm_version"] = "openclaw-sandbox" }));
        foreach (var path in new[] { "/v1/models", "/models" })
            app.MapGet(path, context => chat.RequireKeyAsync(context, () => context.WriteJsonAsync(200, ModelList(config))));
        foreach (var path in new[] { "/v1/chat/completions", "/chat/completions" })
            app.MapPost(path, context => chat.RequireKeyAsync(context, () => chat.CompleteAsync(context)));
    }

    private static JsonObject ModelList(RelayConfig config) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. config.Models.Select(static model => model.ModelName).Distinct().Select(static name => new JsonObject
        {
            ["id"] = name,
            ["object"] = "model",
            ["created"] = 1677610602,
            ["owned_by"] = "openai",
        })]),
    };
}
