using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Hosting;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>
/// Stands in for OpenClaw's gateway: its configuration checks, health endpoints, a page in place of the Control UI and the
/// OpenAI-compatible chat endpoint in front of the configured provider.
/// </summary>
internal static class GatewayProgram
{
    private const int ExitInvalidConfig = 78;

    public static async Task<int> RunAsync(ContainerContext context)
    {
        var config = ReadConfig(context);
        if (config is null)
            return ExitInvalidConfig;

        var statePath = context.Environment.GetValueOrDefault("OPENCLAW_STATE_DIR") ?? "/home/node/.openclaw";
        if (FindWritable(context, statePath) is not { } state || FindWritable(context, CachePath(context)) is null)
            return ExitInvalidConfig;

        using var lease = OwnerLease.TryTake(state, context.Start.HostName);
        if (lease is null)
        {
            context.Log("Another Gateway owner lease is still active for this state directory.");
            return 1;
        }

        using var handler = TrustedHttp.NewHandler(context.Start.CertificateAuthorityPath);
        using var http = new HttpMessageInvoker(handler);
        var chat = new GatewayChat(config, context.Environment, new GatewayHistory(state), http, context.Log);
        await using var app = await LoopbackServer.StartAsync(app => Map(app, config, chat), cancellationToken: context.Stopping);
        context.Log($"[gateway] sandbox stand-in for OpenClaw, listening on ws://127.0.0.1:{config.Port}");
        context.ReportListening(
            config.Port, new IPEndPoint(IPAddress.Loopback, LoopbackServer.AddressOf(app).Port), config.LoopbackOnly);
        await Task.Delay(Timeout.Infinite, context.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Log("[gateway] signal SIGTERM received, shutting down");
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    private static GatewayConfig? ReadConfig(ContainerContext context)
    {
        var path = context.Environment.GetValueOrDefault("OPENCLAW_CONFIG_PATH") ?? "/home/node/.openclaw/openclaw.json";
        try
        {
            if (context.Files.Find(path) is { } file && File.Exists(file))
                return GatewayConfig.Parse(File.ReadAllText(file), context.Environment);
            context.Log($"Missing config {path}. Run `openclaw setup` or set gateway.mode=local (or pass --allow-unconfigured).");
        }
        catch (FormatException exception)
        {
            foreach (var line in exception.Message.Split('\n'))
                context.Log(line);
        }

        return null;
    }

    private static string CachePath(ContainerContext context) =>
        context.Environment.GetValueOrDefault("XDG_CACHE_HOME") ?? (context.Environment.GetValueOrDefault("HOME") ?? "/home/node") + "/.cache";

    private static string? FindWritable(ContainerContext context, string path)
    {
        if (context.Files.Find(path) is { } folder)
        {
            Directory.CreateDirectory(folder);
            return folder;
        }

        context.Log($"EROFS: read-only file system, mkdir '{path}'");
        return null;
    }

    private static void Map(WebApplication app, GatewayConfig config, GatewayChat chat)
    {
        foreach (var path in new[] { "/startupz", "/readyz", "/healthz", "/health" })
            app.MapGet(path, static context => context.WriteJsonAsync(200, new JsonObject { ["ok"] = true, ["status"] = "live" }));
        if (config.ChatEnabled)
            app.MapPost("/v1/chat/completions", chat.CompleteAsync);
        app.MapMethods("/v1/{**rest}", ["GET", "POST"], static context => context.WriteJsonAsync(404, new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = "Not Found", ["type"] = "not_found" },
        }));
        // Like the real one, any other path is the single-page application: a 200 there proves nothing.
        if (config.ControlUiEnabled)
            app.MapGet("/{**rest}", ControlUiPage.WriteAsync);
    }
}
