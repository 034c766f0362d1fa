using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Pods.Programs.Shell;

namespace OpenClaw.Sandbox.Pods.Programs.Gateway;

/// <summary>
/// Plays <c>node /app/dist/index.js ...</c> as far as this product uses it: <c>--version</c> and <c>backup create|verify|restore --json</c>, with
/// the real command's archives, answers and refusals; channels, plugins, pairing and devices are <see cref="GatewayCommandLine"/>'s. Anything else node is asked to do is <see cref="ConfigMergeProgram"/>'s.
/// </summary>
/// <param name="environment">The container's environment.</param>
/// <param name="version">The version it says it is.</param>
internal sealed class OpenClawCommand(IReadOnlyDictionary<string, string> environment, string version)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Runs it; the result is its exit code.</summary>
    public int Run(ShellCommand command)
    {
        if (command.Words.ToList() is not [var program, .. var words] || !program.EndsWith("/dist/index.js", StringComparison.Ordinal))
            return ConfigMergeProgram.Run(command);
        if (words is ["--version"])
        {
            command.Output($"OpenClaw {version} (sandbox)");
            return 0;
        }

        if (words is ["channels" or "plugins" or "pairing" or "devices", ..])
            return new GatewayCommandLine(command, environment).Run();
        if (words is not ["backup", var verb, .. var arguments])
        {
            command.Error($"error: the sandbox's OpenClaw does not know the command '{string.Join(' ', words)}'");
            return 1;
        }

        try
        {
            var archives = new StateArchive(command.Files, StateFolder, version);
            command.Output(Answer(archives, verb, [.. arguments]).ToJsonString(Indented));
            return 0;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            command.Output(new JsonObject
            {
                ["ok"] = false,
                ["error"] = new JsonObject { ["type"] = "cli_error", ["message"] = exception.Message },
            }.ToJsonString(Indented));
            command.Error("[openclaw] The CLI command failed.");
            command.Error($"[openclaw] Reason: {exception.Message}");
            return 1;
        }
    }

    private string StateFolder => environment.GetValueOrDefault("OPENCLAW_STATE_DIR") ?? "/home/node/.openclaw";

    private static JsonObject Answer(StateArchive archives, string verb, List<string> arguments) => verb switch
    {
        "create" => archives.Create(After(arguments, "--output")),
        "verify" => archives.Verify(arguments[0]),
        "restore" => archives.Restore(arguments[0], After(arguments, "--target")),
        _ => throw new InvalidDataException($"unknown command '{verb}'"),
    };

    private static string After(List<string> arguments, string option) =>
        arguments.ElementAtOrDefault(arguments.IndexOf(option) + 1) ?? throw new InvalidDataException($"required option '{option}' not specified");
}
