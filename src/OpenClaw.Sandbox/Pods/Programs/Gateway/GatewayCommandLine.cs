using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Pods.Programs.Shell;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>
/// Stands in for OpenClaw's command line, <c>node /app/dist/index.js ...</c>, in the shapes OpenClaw 2026.9.6 answers in: channels, plugins,
/// pairing and devices. Tests and rehearsals put requests that wait for approval into <c>sandbox-pairing.json</c> in the state directory.
/// </summary>
internal sealed class GatewayCommandLine(ShellCommand command, IReadOnlyDictionary<string, string> environment)
{
    private const string Pairing = "sandbox-pairing.json";
    private const string Plugins = "sandbox-plugins.json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string state = environment.GetValueOrDefault("OPENCLAW_STATE_DIR") ?? "/home/node/.openclaw";

    /// <summary>Runs a command; the result is its exit code.</summary>
    public int Run() => command.Words.Skip(1).ToList() switch
    {
        ["plugins", "list", "--json"] => Print(new JsonObject { ["plugins"] = new JsonArray([.. InstalledPlugins().Select(Plugin), Plugin("telegram")]) }),
        ["plugins", "install", var spec] => InstallPlugin(spec),
        ["channels", "status", "--json", .. var rest] => Print(Status(Option(rest, "--channel"))),
        ["channels", "remove", "--channel", var id, "--delete"] => RemoveChannel(id),
        ["channels", "add", var id, "--use-env"] => AddChannel(id),
        ["devices", "list", "--json"] => Print(new JsonObject { ["pending"] = Read(Pairing)["pending"]?.DeepClone() ?? new JsonArray(), ["paired"] = Read(Pairing)["paired"]?.DeepClone() ?? new JsonArray() }),
        ["devices", "approve", var id, "--json"] => ApproveDevice(id),
        ["pairing", "list", var channel, "--json"] => Print(new JsonObject { ["channel"] = channel, ["requests"] = Requests(Read(Pairing), channel).DeepClone() }),
        ["pairing", "approve", var channel, var code, ..] => ApproveSender(channel, code),
        _ => Refuse($"the sandbox does not play 'openclaw {string.Join(' ', command.Words.Skip(1))}'"),
    };

    private IEnumerable<string> InstalledPlugins() => (Read(Plugins)["installed"] as JsonArray ?? []).Select(static item => (string)item!);

    private static JsonObject Plugin(string id) => new()
    {
        ["id"] = id,
        ["version"] = "2026.9.6",
        ["origin"] = id == "telegram" ? "bundled" : "global",
        ["enabled"] = true,
        ["status"] = "loaded",
        ["channelIds"] = new JsonArray(id),
    };

    private int InstallPlugin(string spec)
    {
        var id = spec.StartsWith("@openclaw/", StringComparison.Ordinal) ? spec["@openclaw/".Length..] : spec;
        if (InstalledPlugins().Contains(id))
            return Refuse($"plugin already exists: {state}/npm/projects/openclaw-{id}/node_modules/@openclaw/{id} (delete it first)");
        Write(Plugins, new JsonObject { ["installed"] = new JsonArray([.. InstalledPlugins().Append(id).Select(static item => JsonValue.Create(item))]) });
        var config = Config();
        Child(Child(Child(config, "plugins"), "entries"), id)["enabled"] = true;
        WriteConfig(config);
        command.Output($"Installed plugin: {id}");
        return 0;
    }

    private JsonObject Status(string? only)
    {
        var channels = (Config()["channels"] as JsonObject ?? []).Where(pair => pair.Value is JsonObject && (only is null || pair.Key == only)).ToList();
        return new JsonObject
        {
            ["ts"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            ["channelOrder"] = new JsonArray([.. channels.Select(static pair => JsonValue.Create(pair.Key))]),
            ["channels"] = new JsonObject(channels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonObject { ["configured"] = true, ["running"] = Runs(pair.Key, pair.Value) }))),
            ["channelAccounts"] = new JsonObject(channels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonArray(Account(pair.Key, pair.Value))))),
            ["statusIssues"] = new JsonArray(),
        };
    }

    private JsonObject Account(string id, JsonNode? block)
    {
        var runs = Runs(id, block);
        return new JsonObject
        {
            ["accountId"] = "default",
            ["enabled"] = true,
            ["configured"] = true,
            ["running"] = runs,
            ["connected"] = runs,
            ["lifecycle"] = runs ? "running" : "stopped",
            ["tokenSource"] = "config",
            ["lastError"] = runs ? null : $"the credential or the plugin of {id} is missing",
        };
    }

    // With the variables its references name, and its plugin.
    private bool Runs(string id, JsonNode? block) =>
        block is JsonObject fields && fields.Flag("enabled")
        && fields.All(pair => pair.Value.Text("source") != "env" || environment.ContainsKey(pair.Value.Text("id") ?? ""))
        && (id == "telegram" || InstalledPlugins().Contains(id));

    private int AddChannel(string id)
    {
        var config = Config();
        Child(Child(config, "channels"), id)["enabled"] = true;
        WriteConfig(config);
        return 0;
    }

    private int RemoveChannel(string id)
    {
        var config = Config();
        if ((config["channels"] as JsonObject)?.Remove(id) != true)
            return Refuse($"Channel {id} is not configured.");
        WriteConfig(config);
        command.Output($"Deleted {id} account \"default\".");
        return 0;
    }

    private int ApproveDevice(string id)
    {
        var pairing = Read(Pairing);
        if ((pairing["pending"] as JsonArray)?.FirstOrDefault(item => item.Text("requestId") == id) is not { } request)
        {
            command.Error($"No pending device request matches {id}. Run openclaw devices list and retry with the current request ID.");
            return 1;
        }

        pairing["pending"]!.AsArray().Remove(request);
        if (pairing["paired"] is not JsonArray paired)
            pairing["paired"] = paired = [];
        paired.Add(request);
        Write(Pairing, pairing);
        return Print(new JsonObject { ["requestId"] = id, ["device"] = request.DeepClone() });
    }

    private int ApproveSender(string channel, string code)
    {
        var pairing = Read(Pairing);
        var requests = Requests(pairing, channel);
        if (requests.FirstOrDefault(item => item.Text("code") == code) is not { } request)
            return Refuse($"No pending pairing request found for code \"{code}\". Run openclaw pairing list --channel {channel} to list pending requests.");
        requests.Remove(request);
        Write(Pairing, pairing);
        command.Output($"Approved {channel} sender {request.Text("id")}.");
        return 0;
    }

    private static JsonArray Requests(JsonObject pairing, string channel) => pairing["requests"]?[channel] as JsonArray ?? [];

    private static string? Option(List<string> words, string name) =>
        words.IndexOf(name) is >= 0 and var at && at + 1 < words.Count ? words[at + 1] : null;

    private static JsonObject Child(JsonObject parent, string key)
    {
        if (parent[key] is not JsonObject child)
            parent[key] = child = [];
        return child;
    }

    private JsonObject Config() => Read("openclaw.json");

    private void WriteConfig(JsonObject config) => Write("openclaw.json", config);

    private JsonObject Read(string name)
    {
        var path = command.Files.Find($"{state}/{name}");
        return path is not null && File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? [] : [];
    }

    private void Write(string name, JsonObject content) => File.WriteAllText(command.Files.Find($"{state}/{name}")!, content.ToJsonString(Indented));

    private int Print(JsonObject answer)
    {
        command.Output(answer.ToJsonString(Indented));
        return 0;
    }

    private int Refuse(string reason)
    {
        command.Error("[openclaw] The CLI command failed.");
        command.Error($"[openclaw] Reason: {reason}");
        command.Error("[openclaw] Try: openclaw doctor");
        return 1;
    }
}
